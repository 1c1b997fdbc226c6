@tool
class_name PXEPreview
extends Control
## Shows an animation at its real speed, or a picture, sharp on a checkerboard.
##
## It works only while it can be seen.

## It was double-clicked.
signal activated

const SQUARE: float = 6.0
## Seconds that the last frame of an animation without a loop stays.
const REST: float = 0.8

var _frames: SpriteFrames = null
var _animation: StringName = &""
var _picture: Texture2D = null
var _frame: int = 0
var _left: float = 0.0


func _init() -> void:
	texture_filter = CanvasItem.TEXTURE_FILTER_NEAREST
	mouse_filter = Control.MOUSE_FILTER_STOP
	focus_mode = Control.FOCUS_ALL
	clip_contents = true
	set_process(false)


func _notification(what: int) -> void:
	match what:
		NOTIFICATION_VISIBILITY_CHANGED, NOTIFICATION_ENTER_TREE:
			_update_process()
		NOTIFICATION_THEME_CHANGED, NOTIFICATION_RESIZED:
			queue_redraw()
		NOTIFICATION_FOCUS_ENTER, NOTIFICATION_FOCUS_EXIT:
			queue_redraw()


func _process(delta: float) -> void:
	# Godot does not tell of an animation that was removed.
	if not _can_play():
		set_process(false)
		queue_redraw()
		return
	_left -= delta
	if _left > 0.0:
		return
	var count: int = _frames.get_frame_count(_animation)
	_frame = (_frame + 1) % count
	# A long pause of the editor is not caught up with.
	_left = maxf(_left + _seconds(_frame), 0.0)
	queue_redraw()


func _draw() -> void:
	_draw_squares()
	if has_focus():
		draw_rect(Rect2(Vector2.ZERO, size), PXELook.colour(PXEStateWords.ACCENT), false)
	var texture: Texture2D = get_shown_texture()
	if texture == null:
		return
	var whole: Vector2 = texture.get_size()
	if whole.x <= 0.0 or whole.y <= 0.0:
		return
	var zoom: float = minf(size.x / whole.x, size.y / whole.y)
	# Whole pixels stay whole; what is too large is made smaller as it comes.
	zoom = floorf(zoom) if zoom >= 1.0 else zoom
	var area: Vector2 = whole * zoom
	draw_texture_rect(texture, Rect2(((size - area) / 2.0).floor(), area), false)


func _gui_input(event: InputEvent) -> void:
	var button: InputEventMouseButton = event as InputEventMouseButton
	if button != null and button.double_click and button.button_index == MOUSE_BUTTON_LEFT:
		activated.emit()
		accept_event()
	elif event.is_action_pressed(&"ui_accept"):
		activated.emit()
		accept_event()


## Plays an animation; from its beginning when it is another one.
func show_animation(frames: SpriteFrames, animation: StringName) -> void:
	if frames == _frames and animation == _animation and _picture == null:
		return
	if _frames != null and _frames.changed.is_connected(_on_frames_changed):
		_frames.changed.disconnect(_on_frames_changed)
	_frames = frames
	_animation = animation
	_picture = null
	_frame = 0
	if _frames != null:
		_frames.changed.connect(_on_frames_changed)
	_on_frames_changed()


## Shows a picture.
func show_picture(picture: Texture2D) -> void:
	show_animation(null, &"")
	_picture = picture
	queue_redraw()


## Returns the texture that is on the screen.
func get_shown_texture() -> Texture2D:
	if _picture != null:
		return _picture
	return _frames.get_frame_texture(_animation, _frame) if _can_play() else null


func _on_frames_changed() -> void:
	if _can_play():
		_frame = mini(_frame, _frames.get_frame_count(_animation) - 1)
		_left = _seconds(_frame)
	_update_process()
	queue_redraw()


func _can_play() -> bool:
	if _frames == null or not _frames.has_animation(_animation):
		return false
	return _frames.get_frame_count(_animation) > 0


func _update_process() -> void:
	var moves: bool = _can_play() and _frames.get_frame_count(_animation) > 1
	set_process(moves and is_visible_in_tree())


func _seconds(frame: int) -> float:
	var speed: float = maxf(_frames.get_animation_speed(_animation), 0.01)
	var length: float = _frames.get_frame_duration(_animation, frame) / speed
	var is_last: bool = frame == _frames.get_frame_count(_animation) - 1
	if is_last and not _frames.get_animation_loop(_animation):
		length += REST
	return length


func _draw_squares() -> void:
	var base: Color = PXELook.colour(&"base_color")
	var other: Color = base.lightened(0.12) if base.v < 0.5 else base.darkened(0.12)
	draw_rect(Rect2(Vector2.ZERO, size), base)
	var side: float = PXELook.scaled(SQUARE)
	for row: int in ceili(size.y / side):
		for column: int in ceili(size.x / side):
			if (row + column) % 2 == 1:
				draw_rect(Rect2(Vector2(column, row) * side, Vector2(side, side)), other)
