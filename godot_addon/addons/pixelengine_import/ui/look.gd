@tool
class_name PXELook
extends RefCounted
## Icons, colours and sizes of the editor's theme.


## Returns a length as this editor shows it.
static func scaled(pixels: float) -> int:
	return roundi(pixels * EditorInterface.get_editor_scale())


static func icon(name: StringName) -> Texture2D:
	var theme: Theme = EditorInterface.get_editor_theme()
	if theme.has_icon(name, &"EditorIcons"):
		return theme.get_icon(name, &"EditorIcons")
	return theme.get_icon(&"Object", &"EditorIcons")


static func colour(name: StringName) -> Color:
	var theme: Theme = EditorInterface.get_editor_theme()
	var type: StringName = &"Label" if name == PXEStateWords.PLAIN else &"Editor"
	return theme.get_color(name, type)


## Returns the colour of text that matters less.
static func dim() -> Color:
	var colour_of_text: Color = colour(PXEStateWords.PLAIN)
	colour_of_text.a *= 0.6
	return colour_of_text


## Returns a flat button with an icon.
static func tool_button(name: StringName, tip: String, pressed: Callable) -> Button:
	var button: Button = Button.new()
	button.theme_type_variation = &"FlatButton"
	button.icon = icon(name)
	button.tooltip_text = tip
	button.pressed.connect(pressed)
	return button


## Returns a label whose text is broken into lines.
static func wrapped_label() -> Label:
	var label: Label = Label.new()
	label.autowrap_mode = TextServer.AUTOWRAP_WORD_SMART
	label.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	return label
