extends Node2D
## The dungeon behind the cast: bricks, a floor, torch light and shadows, drawn without a texture.

const WALL := Color("1b1830")
const BRICKS: Array[Color] = [Color("221e3c"), Color("262244"), Color("2b2750")]
const BRICK_LIGHT := Color("37325f")
const FLOOR := Color("3a3460")
const FLOOR_EDGE := Color("575089")
const FLOOR_DARK := Color("2a2548")
const GROUND := Color("13111c")
const SHADOW := Color(0.05, 0.04, 0.1, 0.55)
const GLOW := Color(1.0, 0.62, 0.2, 0.022)
const BRICK_SIZE := Vector2(16.0, 8.0)
const FLOOR_DEPTH := 12.0
const GLOW_RINGS := 14

## Where the floor begins: the cast stands on it.
@export var floor_marker: Marker2D
## Its sprites throw shadows.
@export var cast_root: Node2D
## The sprite that lights the wall: a torch that hangs on it.
@export var light: Node2D

var _clock := 0.0


func _process(delta: float) -> void:
	_clock += delta
	queue_redraw()


func _draw() -> void:
	var size := get_viewport_rect().size
	var ground := floor_marker.position.y
	_draw_wall(Rect2(0.0, 0.0, size.x, ground - FLOOR_DEPTH / 2.0))
	_draw_light()
	_draw_floor(size, ground)
	for child: Node in cast_root.get_children():
		# What gives the light hangs on the wall and throws no shadow.
		if child is AnimatedSprite2D and child != light:
			_draw_shadow(child as AnimatedSprite2D, ground)


func _draw_wall(area: Rect2) -> void:
	draw_rect(area, WALL)
	var rows := ceili(area.size.y / BRICK_SIZE.y)
	var columns := ceili(area.size.x / BRICK_SIZE.x) + 1
	for row: int in rows:
		for column: int in columns:
			var shift := BRICK_SIZE.x / 2.0 if row % 2 == 1 else 0.0
			var corner := Vector2(
				column * BRICK_SIZE.x - shift, area.end.y - (row + 1) * BRICK_SIZE.y
			)
			var face := Rect2(corner + Vector2.ONE, BRICK_SIZE - Vector2.ONE)
			draw_rect(face, BRICKS[(row * 7 + column * 5 + row * column) % BRICKS.size()])
			if (row * 5 + column * 3) % 7 == 0:
				draw_rect(Rect2(face.position, Vector2(face.size.x - 1.0, 1.0)), BRICK_LIGHT)


func _draw_light() -> void:
	var breath := 1.0 + 0.04 * sin(_clock * 7.0) + 0.03 * sin(_clock * 11.3)
	for ring: int in GLOW_RINGS:
		draw_circle(light.position + Vector2(0.0, -6.0), (12.0 + 4.0 * ring) * breath, GLOW)


func _draw_floor(size: Vector2, ground: float) -> void:
	var top := ground - FLOOR_DEPTH / 2.0
	draw_rect(Rect2(0.0, top, size.x, FLOOR_DEPTH), FLOOR)
	draw_rect(Rect2(0.0, top, size.x, 1.0), FLOOR_EDGE)
	for column: int in ceili(size.x / 32.0):
		draw_rect(Rect2(column * 32.0 + 12.0, top + 1.0, 1.0, FLOOR_DEPTH - 1.0), FLOOR_DARK)
	draw_rect(Rect2(0.0, top + FLOOR_DEPTH, size.x, size.y - top - FLOOR_DEPTH), GROUND)
	draw_rect(Rect2(0.0, top + FLOOR_DEPTH, size.x, 2.0), FLOOR_DARK)


func _draw_shadow(sprite: AnimatedSprite2D, ground: float) -> void:
	if sprite.sprite_frames == null or not sprite.sprite_frames.has_animation(sprite.animation):
		return
	var texture := sprite.sprite_frames.get_frame_texture(sprite.animation, sprite.frame)
	if texture == null:
		return
	var half := roundf(texture.get_width() * 0.3)
	draw_rect(Rect2(sprite.position.x - half, ground - 1.0, half * 2.0, 3.0), SHADOW)
	draw_rect(Rect2(sprite.position.x - half + 2.0, ground - 2.0, half * 2.0 - 4.0, 5.0), SHADOW)
