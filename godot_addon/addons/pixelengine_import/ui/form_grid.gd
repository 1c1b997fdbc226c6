@tool
class_name PXEFormGrid
extends VBoxContainer
## Rows of named fields, one or two in a row; a field can be marked as wrong.

const TITLE_WIDTH: float = 88.0

var _cells: Dictionary = {}
var _titles: Dictionary = {}
var _icons: Dictionary = {}
var _marked: PackedStringArray = PackedStringArray()
var _dressing: bool = false


func _notification(what: int) -> void:
	# What is set here changes the theme once more.
	if what == NOTIFICATION_THEME_CHANGED and is_node_ready() and not _dressing:
		_dress()


func _ready() -> void:
	_dress()


## Adds a row: a title and a control for each field.
func add_row(fields: PackedStringArray, names: PackedStringArray, controls: Array[Control]) -> void:
	var row: HBoxContainer = HBoxContainer.new()
	for i: int in fields.size():
		row.add_child(_make_cell(fields[i], names[i], controls[i]))
	add_child(row)


## Explains a field to whoever points at it.
func explain(field: String, text: String) -> void:
	var title: Label = _titles[field]
	title.tooltip_text = text


## Shows or hides a field.
func show_field(field: String, on: bool) -> void:
	var cell: Control = _cells[field]
	cell.visible = on
	var row: HBoxContainer = cell.get_parent()
	row.visible = false
	for other: Control in row.get_children():
		row.visible = row.visible or other.visible


## Returns how the fields are called on the screen, by field.
func titles() -> Dictionary:
	var found: Dictionary = {}
	for field: String in _titles:
		var title: Label = _titles[field]
		found[field] = title.text
	return found


## Marks the fields that are wrong, and no others.
func mark(fields: PackedStringArray) -> void:
	_marked = fields
	_dress()


## Tells whether a field is marked.
func is_marked(field: String) -> bool:
	return field in _marked


func _make_cell(field: String, text: String, control: Control) -> HBoxContainer:
	var cell: HBoxContainer = HBoxContainer.new()
	cell.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	var head: HBoxContainer = HBoxContainer.new()
	head.size_flags_vertical = Control.SIZE_SHRINK_BEGIN
	var title: Label = Label.new()
	title.text = text
	title.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	title.mouse_filter = Control.MOUSE_FILTER_STOP
	title.vertical_alignment = VERTICAL_ALIGNMENT_CENTER
	title.size_flags_vertical = Control.SIZE_FILL
	var icon: TextureRect = TextureRect.new()
	icon.stretch_mode = TextureRect.STRETCH_KEEP_CENTERED
	head.add_child(title)
	head.add_child(icon)
	control.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	cell.add_child(head)
	cell.add_child(control)
	_cells[field] = cell
	_titles[field] = title
	_icons[field] = icon
	return cell


func _dress() -> void:
	_dressing = true
	var zoom: float = EditorInterface.get_editor_scale()
	add_theme_constant_override(&"separation", roundi(6 * zoom))
	# A title is as high as a field of one line, and so stands beside its text.
	var high: float = get_theme_stylebox(&"normal", &"OptionButton").get_minimum_size().y
	high += get_theme_font(&"font", &"LineEdit").get_height(
		get_theme_font_size(&"font_size", &"LineEdit")
	)
	for field: String in _cells:
		var title: Label = _titles[field]
		var icon: TextureRect = _icons[field]
		var head: Control = title.get_parent()
		head.custom_minimum_size = Vector2(TITLE_WIDTH * zoom, high)
		var wrong: bool = field in _marked
		icon.texture = get_theme_icon(&"StatusError", &"EditorIcons") if wrong else null
		if wrong:
			title.add_theme_color_override(
				&"font_color", get_theme_color(&"error_color", &"Editor")
			)
		else:
			title.remove_theme_color_override(&"font_color")
	_dressing = false
