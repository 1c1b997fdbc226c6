@tool
class_name PXELogView
extends VBoxContainer
## What the watcher has said.

var _text: TextEdit = TextEdit.new()
var _lines: PackedStringArray = PackedStringArray()


func _init() -> void:
	_text.editable = false
	_text.wrap_mode = TextEdit.LINE_WRAPPING_BOUNDARY
	_text.size_flags_vertical = Control.SIZE_EXPAND_FILL
	add_child(_text)


func _notification(what: int) -> void:
	if what == NOTIFICATION_VISIBILITY_CHANGED and is_visible_in_tree():
		_show()


func _ready() -> void:
	custom_minimum_size.y = PXELook.scaled(110)


## Shows lines, and the last of them.
func show_lines(lines: PackedStringArray) -> void:
	_lines = lines.duplicate()
	_show()


## Adds a line.
func add_line(line: String) -> void:
	_lines.append(line)
	if _lines.size() > PXEBridge.KEPT_LINES:
		_lines = _lines.slice(_lines.size() - PXEBridge.KEPT_LINES)
	if is_visible_in_tree():
		_show()


func get_text() -> String:
	return _text.text


func _show() -> void:
	_text.text = "\n".join(_lines)
	_text.scroll_vertical = _text.get_line_count()
