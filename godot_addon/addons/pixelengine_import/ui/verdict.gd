@tool
class_name PXEVerdict
extends HBoxContainer
## The line at the bottom of a form: what pxe says, and what it costs.

enum Mood { QUIET, GOOD, BAD }

const LINES: int = 3

var message: Label = Label.new()
var price: Label = Label.new()

var _icon: TextureRect = TextureRect.new()
var _mood: Mood = Mood.QUIET


func _init() -> void:
	_icon.stretch_mode = TextureRect.STRETCH_KEEP_CENTERED
	_icon.size_flags_vertical = Control.SIZE_SHRINK_BEGIN
	message.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	message.autowrap_mode = TextServer.AUTOWRAP_WORD_SMART
	message.max_lines_visible = LINES
	message.text_overrun_behavior = TextServer.OVERRUN_TRIM_ELLIPSIS
	message.size_flags_vertical = Control.SIZE_SHRINK_BEGIN
	message.mouse_filter = Control.MOUSE_FILTER_STOP
	price.size_flags_vertical = Control.SIZE_SHRINK_BEGIN
	price.mouse_filter = Control.MOUSE_FILTER_STOP
	for part: Control in [_icon, message, price]:
		add_child(part)


func _notification(what: int) -> void:
	if what == NOTIFICATION_THEME_CHANGED and is_node_ready():
		_dress()


func _ready() -> void:
	_dress()


## Shows a message.
func say(text: String, mood: Mood) -> void:
	_mood = mood
	message.text = text
	message.tooltip_text = text
	_dress()


## Shows what it costs to make it, and what there is; -1 for what is not known.
func show_price(cost: int, available: int) -> void:
	price.tooltip_text = ""
	if cost == 0:
		price.text = "Free: local engine"
		return
	price.text = "Up to %d credits" % cost if cost > 0 else "Price not known"
	price.tooltip_text = "What it costs to make it. Saving costs nothing by itself."
	if available >= 0:
		price.tooltip_text += "\nYou have %d credits." % available


## Tells whether something is shown as wrong.
func is_bad() -> bool:
	return _mood == Mood.BAD


func _dress() -> void:
	var zoom: float = EditorInterface.get_editor_scale()
	var line: float = get_theme_font(&"font", &"Label").get_height(
		get_theme_font_size(&"font_size", &"Label")
	)
	# Room for two lines: a message must not make the dialog jump.
	custom_minimum_size.y = ceilf(line * 2 + 4 * zoom)
	_icon.custom_minimum_size = Vector2(16 * zoom, line)
	price.add_theme_color_override(&"font_color", _faded())
	match _mood:
		Mood.GOOD:
			_icon.texture = get_theme_icon(&"StatusSuccess", &"EditorIcons")
			message.add_theme_color_override(&"font_color", _faded())
		Mood.BAD:
			_icon.texture = get_theme_icon(&"StatusError", &"EditorIcons")
			message.add_theme_color_override(
				&"font_color", get_theme_color(&"error_color", &"Editor")
			)
		_:
			_icon.texture = null
			message.add_theme_color_override(&"font_color", _faded())


func _faded() -> Color:
	return Color(get_theme_color(&"font_color", &"Label"), 0.75)
