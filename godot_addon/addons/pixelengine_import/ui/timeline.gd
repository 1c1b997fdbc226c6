@tool
class_name PXETimeline
extends Control
## A line of frames with the pictures that stand on some of them.
##
## Pictures are dragged with the mouse, or moved with Shift and the arrow keys.

## Keyframes were moved, added or removed.
signal changed
## Another frame is looked at.
signal cursor_moved
## A frame without a picture is to get one.
signal picture_wanted(index: int)

const LARGEST: float = 64.0
const GAP: float = 4.0
const LONGEST_ROW: int = 10
const OPAQUE: float = 0.45

## What is shown.
var keys: PXEKeys = PXEKeys.new()
## The frame that is looked at.
var cursor: int = 0

var _textures: Dictionary = {}
var _hovered: int = -1
var _held: int = -1
var _target: int = -1


func _init() -> void:
	focus_mode = Control.FOCUS_ALL
	texture_filter = CanvasItem.TEXTURE_FILTER_NEAREST
	mouse_exited.connect(_on_mouse_exited)
	focus_entered.connect(queue_redraw)
	focus_exited.connect(queue_redraw)
	resized.connect(_fit)


## Shows keyframes.
func show_keys(shown: PXEKeys) -> void:
	keys = shown
	cursor = clampi(cursor, 0, keys.total - 1)
	_textures.clear()
	for key: Dictionary in keys.list:
		_load_picture(key["image"])
	_fit()


## Changes the number of frames.
func resize(total: int) -> void:
	keys.resize(total)
	cursor = clampi(cursor, 0, keys.total - 1)
	_fit()


## Puts a picture on a frame.
func put(index: int, image: String) -> void:
	keys.put(index, image)
	_load_picture(image)
	look_at_frame(index)
	changed.emit()


## Takes the keyframe of a frame away.
func remove(index: int) -> void:
	if keys.at(index).is_empty():
		return
	keys.remove(index)
	look_at_frame(index)
	changed.emit()


## Moves a keyframe and looks at it in its new place.
func move(from: int, to: int) -> void:
	if keys.move(from, to):
		look_at_frame(to)
		changed.emit()


## Looks at another frame.
func look_at_frame(index: int) -> void:
	cursor = clampi(index, 0, keys.total - 1)
	queue_redraw()
	cursor_moved.emit()


## Returns where a frame is drawn.
func frame_rect(index: int) -> Rect2:
	var side: float = _side()
	var step: float = side + GAP * EditorInterface.get_editor_scale()
	var row: int = floori(float(index) / _columns())
	return Rect2(Vector2(index % _columns(), row) * step, Vector2(side, side))


## Returns the frame at a point; -1 when there is none.
func frame_at(point: Vector2) -> int:
	for index: int in keys.total:
		if frame_rect(index).has_point(point):
			return index
	return -1


func _get_tooltip(point: Vector2) -> String:
	var index: int = frame_at(point)
	if index < 0:
		return ""
	var key: Dictionary = keys.at(index)
	if key.is_empty():
		return "Frame %d. Click to put a picture here." % index
	return "Frame %d: %s\nDrag to move it, Delete to remove it." % [index, key["image"]]


func _gui_input(event: InputEvent) -> void:
	if event is InputEventMouseMotion:
		var motion: InputEventMouseMotion = event
		_hover(motion.position)
	elif event is InputEventMouseButton:
		var button: InputEventMouseButton = event
		if button.button_index == MOUSE_BUTTON_LEFT:
			_press(button)
			accept_event()
	elif event is InputEventKey and event.is_pressed() and _press_key(event as InputEventKey):
		accept_event()


func _draw() -> void:
	for index: int in keys.total:
		_draw_frame(index, keys.at(index))
	if _held >= 0 and _target >= 0 and _target != _held:
		var image: Texture2D = _textures.get(str(keys.at(_held).get("image", "")))
		if image != null:
			_draw_picture(image, frame_rect(_target), OPAQUE)


func _draw_frame(index: int, key: Dictionary) -> void:
	var place: Rect2 = frame_rect(index)
	var zoom: float = EditorInterface.get_editor_scale()
	var line: float = maxf(1.0, zoom)
	var accent: Color = get_theme_color(&"accent_color", &"Editor")
	var ink: Color = get_theme_color(&"font_color", &"Label")
	var aimed: bool = index == _hovered or index == _target
	draw_rect(place, get_theme_color(&"dark_color_2", &"Editor"))
	if aimed:
		draw_rect(place, Color(ink, 0.08))
	if key.is_empty():
		if aimed or index == cursor:
			var plus: Texture2D = get_theme_icon(&"Add", &"EditorIcons")
			draw_texture(plus, (place.get_center() - plus.get_size() / 2).round())
	else:
		var image: Texture2D = _textures.get(str(key["image"]))
		var moving: bool = index == _held and _target >= 0 and _target != _held
		_draw_picture(image, place, OPAQUE if moving else 1.0)
		_draw_strength(place, float(key["strength"]), accent)
	_draw_number(index, place, ink, key.is_empty())
	if index == cursor:
		draw_rect(
			place.grow(-line / 2), accent if has_focus() else Color(accent, 0.6), false, line * 2
		)
	else:
		draw_rect(place.grow(-line / 2), Color(ink, 0.15), false, line)


func _draw_number(index: int, place: Rect2, ink: Color, empty: bool) -> void:
	var font: Font = get_theme_font(&"font", &"Label")
	var points: int = roundi(get_theme_font_size(&"font_size", &"Label") * 0.72)
	var pad: float = 4 * EditorInterface.get_editor_scale()
	var spot: Vector2 = place.position + Vector2(pad, pad + font.get_ascent(points) * 0.85)
	var shade: Color = Color(ink, 0.4 if empty else 0.85)
	draw_string(font, spot.round(), str(index), HORIZONTAL_ALIGNMENT_LEFT, -1, points, shade)


func _draw_picture(image: Texture2D, place: Rect2, opacity: float) -> void:
	var shown: Texture2D = image
	if shown == null:
		shown = get_theme_icon(&"FileBroken", &"EditorIcons")
	var room: Vector2 = place.size - Vector2.ONE * 8 * EditorInterface.get_editor_scale()
	var full: Vector2 = shown.get_size().max(Vector2.ONE)
	var zoom: float = minf(room.x / full.x, room.y / full.y)
	# Pixel art is shown in whole multiples where it is small enough.
	if zoom > 1.0:
		zoom = floorf(zoom)
	var drawn: Vector2 = full * zoom
	var spot: Vector2 = (place.get_center() - drawn / 2).round()
	draw_texture_rect(shown, Rect2(spot, drawn), false, Color(1, 1, 1, opacity))


func _draw_strength(place: Rect2, strength: float, accent: Color) -> void:
	if strength >= 1.0:
		return
	var high: float = 3 * EditorInterface.get_editor_scale()
	var bar: Rect2 = Rect2(place.position.x, place.end.y - high, place.size.x, high)
	draw_rect(bar, Color(accent, 0.25))
	draw_rect(Rect2(bar.position, Vector2(bar.size.x * strength, high)), accent)


func _hover(point: Vector2) -> void:
	var found: int = frame_at(point)
	if _held >= 0:
		_target = found
	if found != _hovered or _held >= 0:
		_hovered = found
		queue_redraw()


func _press(button: InputEventMouseButton) -> void:
	var found: int = frame_at(button.position)
	if button.pressed:
		grab_focus()
		if found < 0:
			return
		var empty: bool = keys.at(found).is_empty()
		_held = -1 if empty else found
		_target = _held
		look_at_frame(found)
		if empty:
			picture_wanted.emit(found)
		return
	var from: int = _held
	_held = -1
	_target = -1
	queue_redraw()
	if from >= 0 and found >= 0:
		move(from, found)


func _press_key(key: InputEventKey) -> bool:
	var step: int = 0
	match key.keycode:
		KEY_LEFT:
			step = -1
		KEY_RIGHT:
			step = 1
		KEY_UP:
			step = -_columns()
		KEY_DOWN:
			step = _columns()
		KEY_HOME:
			step = -cursor
		KEY_END:
			step = keys.total - 1 - cursor
		KEY_DELETE, KEY_BACKSPACE:
			remove(cursor)
			return true
		KEY_ENTER, KEY_KP_ENTER, KEY_SPACE:
			if key.is_command_or_control_pressed():
				return false
			picture_wanted.emit(cursor)
			return true
		_:
			return false
	var to: int = cursor + step
	if to < 0 or to >= keys.total:
		return true
	if key.shift_pressed:
		move(cursor, to)
	else:
		look_at_frame(to)
	return true


func _columns() -> int:
	if keys.total <= LONGEST_ROW:
		return maxi(1, keys.total)
	return ceili(keys.total / 2.0)


func _side() -> float:
	var zoom: float = EditorInterface.get_editor_scale()
	var room: float = (size.x + GAP * zoom) / _columns() - GAP * zoom
	return clampf(floorf(room), 16 * zoom, LARGEST * zoom)


func _fit() -> void:
	var last: Rect2 = frame_rect(keys.total - 1)
	custom_minimum_size.y = last.end.y
	queue_redraw()


func _load_picture(image: String) -> void:
	if not _textures.has(image) and ResourceLoader.exists(image, "Texture2D"):
		_textures[image] = load(image)


func _on_mouse_exited() -> void:
	_hovered = -1
	queue_redraw()
