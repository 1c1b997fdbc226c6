@tool
class_name PXENotice
extends PanelContainer
## A strip that says what is wrong, with the way out as a button.

var _text: Label = PXELook.wrapped_label()
var _icon: TextureRect = TextureRect.new()
var _button: Button = Button.new()
var _action: Callable = Callable()


func _init() -> void:
	var row: HBoxContainer = HBoxContainer.new()
	add_child(row)
	_icon.stretch_mode = TextureRect.STRETCH_KEEP_CENTERED
	_button.size_flags_vertical = Control.SIZE_SHRINK_CENTER
	_button.pressed.connect(func() -> void: _action.call())
	row.add_child(_icon)
	row.add_child(_text)
	row.add_child(_button)
	visible = false


## Says something; without a text it is away.
func tell(text: String, action_title: String = "", action: Callable = Callable()) -> void:
	visible = not text.is_empty()
	_text.text = text
	_icon.texture = PXELook.icon(&"StatusWarning")
	_button.text = action_title
	_button.visible = action.is_valid()
	_action = action


## Returns what it says; empty when it is away.
func get_text() -> String:
	return _text.text if visible else ""


## The button with the way out.
func get_button() -> Button:
	return _button
