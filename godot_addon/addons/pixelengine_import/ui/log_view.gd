@tool
class_name PXELogView
extends VBoxContainer
## What the watcher has said.

var _text: TextEdit = TextEdit.new()


func _init() -> void:
	_text.editable = false
	_text.wrap_mode = TextEdit.LINE_WRAPPING_BOUNDARY
	_text.size_flags_vertical = Control.SIZE_EXPAND_FILL
	add_child(_text)


func _ready() -> void:
	custom_minimum_size.y = PXELook.scaled(110)


## Shows lines, and the last of them.
func show_lines(lines: PackedStringArray) -> void:
	_text.text = "\n".join(lines)
	_text.scroll_vertical = _text.get_line_count()


## Adds a line.
func add_line(line: String) -> void:
	_text.insert_line_at(_text.get_line_count() - 1, line)
	_text.scroll_vertical = _text.get_line_count()


func get_text() -> String:
	return _text.text
