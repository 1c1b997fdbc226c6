@tool
class_name PXEGeneratedNote
extends PanelContainer
## Says in the inspector that a SpriteFrames is generated, from what, and how that stands.

signal edit_pressed
signal show_pressed

var _bridge: PXEBridge = null
var _sidecar: String = ""
var _words: Label = PXELook.wrapped_label()
var _icon: TextureRect = TextureRect.new()
var _state: Label = PXELook.wrapped_label()


func _init(bridge: PXEBridge, sidecar: String) -> void:
	_bridge = bridge
	_sidecar = sidecar
	var box: VBoxContainer = VBoxContainer.new()
	add_child(box)
	_words.text = (
		"Generated from %s. Changes here are lost; edit the sidecar." % sidecar.get_file()
	)
	_words.tooltip_text = sidecar
	# Else a label takes no mouse, and shows no tooltip.
	_words.mouse_filter = Control.MOUSE_FILTER_PASS
	box.add_child(_words)
	var line: HBoxContainer = HBoxContainer.new()
	_icon.stretch_mode = TextureRect.STRETCH_KEEP_CENTERED
	line.add_child(_icon)
	_state.mouse_filter = Control.MOUSE_FILTER_PASS
	line.add_child(_state)
	box.add_child(line)
	# Side by side where there is room.
	var buttons: HFlowContainer = HFlowContainer.new()
	buttons.add_child(_button("Edit sidecar", &"Edit", edit_pressed))
	buttons.add_child(_button("Show in Pixel Engine", &"Search", show_pressed))
	box.add_child(buttons)


func _enter_tree() -> void:
	_bridge.status_changed.connect(_update)
	_update()


func _exit_tree() -> void:
	# The bridge may be gone before the inspector is cleared.
	if is_instance_valid(_bridge):
		_bridge.status_changed.disconnect(_update)


func _update() -> void:
	var sidecar: PXESidecarState = _bridge.status.find(_sidecar)
	_icon.visible = sidecar != null
	_state.text = "Not looked at yet."
	_state.tooltip_text = ""
	var colour: Color = PXELook.dim()
	if sidecar != null:
		_icon.texture = PXELook.icon(PXEStateWords.icon(sidecar.state))
		_state.text = PXEStateWords.describe(sidecar)
		_state.tooltip_text = sidecar.explanation()
		if _state.tooltip_text.is_empty():
			_state.tooltip_text = PXEStateWords.meaning(sidecar.state)
		colour = PXELook.colour(PXEStateWords.colour(sidecar.state))
	_state.add_theme_color_override(&"font_color", colour)


static func _button(text: String, icon: StringName, pressed: Signal) -> Button:
	var button: Button = Button.new()
	button.text = text
	button.icon = PXELook.icon(icon)
	button.pressed.connect(func() -> void: pressed.emit())
	return button
