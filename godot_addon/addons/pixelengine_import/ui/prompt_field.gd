@tool
class_name PXEPromptField
extends VBoxContainer
## A prompt, and a button that has it rewritten. Ctrl+Z in the text takes that back.

## The text is different.
signal changed
## The prompt is to be rewritten.
signal enhance_wanted

var text_edit: TextEdit = TextEdit.new()
var enhance_button: Button = Button.new()

var _turn: int = 0


func _init() -> void:
	text_edit.wrap_mode = TextEdit.LINE_WRAPPING_BOUNDARY
	text_edit.placeholder_text = "What moves, and how: breathing idle, cloak swaying"
	text_edit.text_changed.connect(changed.emit)
	text_edit.gui_input.connect(_on_text_input)
	add_child(text_edit)
	var row: HBoxContainer = HBoxContainer.new()
	row.alignment = BoxContainer.ALIGNMENT_END
	enhance_button.text = "Enhance"
	enhance_button.tooltip_text = (
		"Have the prompt rewritten into a precise description of the motion, free of "
		+ "charge. Ctrl+Z in the text brings your own words back."
	)
	enhance_button.pressed.connect(enhance_wanted.emit)
	row.add_child(enhance_button)
	add_child(row)


func _notification(what: int) -> void:
	if what == NOTIFICATION_THEME_CHANGED and is_node_ready():
		_dress()


func _ready() -> void:
	_dress()


## Tab leads on to the next field: a prompt has no use for it. Godot 4.4 has no property
## for that.
func _on_text_input(event: InputEvent) -> void:
	var next: Control = null
	if event.is_action_pressed(&"ui_focus_next", true, true):
		next = text_edit.find_next_valid_focus()
	elif event.is_action_pressed(&"ui_focus_prev", true, true):
		next = text_edit.find_prev_valid_focus()
	if next != null:
		text_edit.accept_event()
		next.grab_focus()


## The prompt, without spaces around it.
func get_prompt() -> String:
	return text_edit.text.strip_edges()


## Shows another prompt, with nothing to take back.
func show_prompt(text: String) -> void:
	_turn += 1
	_show_busy(false)
	text_edit.text = text
	text_edit.set_caret_line(text_edit.get_line_count() - 1)
	text_edit.set_caret_column(text_edit.get_line(text_edit.get_line_count() - 1).length())
	text_edit.clear_undo_history()


## Has the prompt rewritten by pxe; null when that went well, else its refusal.
##
## The art (a path on this computer) and the model are what it is for; empty for none.
func rewrite(bridge: PXEBridge, art: String, model: String) -> PXEAnswer:
	_turn += 1
	var turn: int = _turn
	_show_busy(true)
	var answer: PXEAnswer = await bridge.enhance(get_prompt(), art, model)
	# Another prompt may have been shown meanwhile: this answer is not about it.
	if turn != _turn or not is_inside_tree():
		return null
	_show_busy(false)
	var better: String = PXERead.text(answer.first("enhanced_prompt"), "prompt")
	if better.is_empty():
		return answer
	text_edit.begin_complex_operation()
	text_edit.select_all()
	text_edit.insert_text_at_caret(better)
	text_edit.end_complex_operation()
	text_edit.grab_focus()
	return null


func _show_busy(busy: bool) -> void:
	text_edit.editable = not busy
	enhance_button.disabled = busy
	enhance_button.text = "Enhancing…" if busy else "Enhance"


func _dress() -> void:
	text_edit.custom_minimum_size.y = 72 * EditorInterface.get_editor_scale()
