@tool
class_name PXEFormSpec
extends PXESpec
## What specifications of the form have in common: they drive its controls as a person does.

## A machine that does other things as well is slow to start programs.
const PATIENCE: float = 60.0
const NEW: String = "res://art/fresh.pxe.json"
const KNIGHT: String = "res://art/knight.pxe.json"


## Waits until pxe has judged what is in the form.
func settled(form: PXESidecarForm) -> bool:
	return await until(func() -> bool: return not form.is_checking(), PATIENCE)


## Clicks on the button that saves, and waits until the form has closed.
func save_form(form: PXESidecarForm) -> void:
	form.get_ok_button().pressed.emit()
	var closed: bool = await until(func() -> bool: return not form.visible, PATIENCE)
	check(closed, "it is saved: %s" % form.verdict.message.text)


## Types a prompt.
func write_prompt(form: PXESidecarForm, text: String) -> void:
	form.fields.prompt.text_edit.text = text
	form.fields.prompt.text_edit.text_changed.emit()


## Chooses an entry by what it stands for.
func choose(list: OptionButton, what: String) -> void:
	for index: int in list.item_count:
		if list.get_item_metadata(index) == what:
			list.select(index)
			list.item_selected.emit(index)


## Chooses an entry by its number.
func choose_id(list: OptionButton, id: int) -> void:
	list.select(list.get_item_index(id))
	list.item_selected.emit(list.selected)


## Presses a key and lets it go.
func press(window: Window, key: Key, shift: bool = false, control: bool = false) -> void:
	for pressed: bool in [true, false]:
		var event: InputEventKey = make_key(key)
		event.shift_pressed = shift
		event.ctrl_pressed = control
		event.pressed = pressed
		window.push_input(event)


## Makes a key press.
func make_key(key: Key) -> InputEventKey:
	var event: InputEventKey = InputEventKey.new()
	event.keycode = key
	event.physical_keycode = key
	event.pressed = true
	return event


## Drags a picture from one frame to another with the mouse.
func drag(window: Window, timeline: PXETimeline, from: int, to: int) -> void:
	var points: Array[Vector2] = []
	for index: int in [from, to]:
		points.append(timeline.global_position + timeline.frame_rect(index).get_center())
	var down: InputEventMouseButton = InputEventMouseButton.new()
	down.button_index = MOUSE_BUTTON_LEFT
	down.position = points[0]
	down.pressed = true
	window.push_input(down, true)
	var motion: InputEventMouseMotion = InputEventMouseMotion.new()
	motion.position = points[1]
	motion.button_mask = MOUSE_BUTTON_MASK_LEFT
	window.push_input(motion, true)
	var up: InputEventMouseButton = down.duplicate()
	up.position = points[1]
	up.pressed = false
	window.push_input(up, true)


## Returns where the keyframes are.
func places(timeline: PXETimeline) -> Array:
	return timeline.keys.list.map(func(key: Dictionary) -> int: return key["index"])


## Returns the editor's history of what belongs to no scene.
func global_history() -> UndoRedo:
	var manager: EditorUndoRedoManager = EditorInterface.get_editor_undo_redo()
	return manager.get_history_undo_redo(EditorUndoRedoManager.GLOBAL_HISTORY)


## Returns the text of a file.
func text_of(path: String) -> String:
	return FileAccess.get_file_as_string(path)


## Returns what a sidecar holds.
func document_of(path: String) -> Dictionary:
	return JSON.parse_string(text_of(path))


## Makes a picture with a sidecar.
func fill(stem: String, text: String) -> void:
	picture(stem)
	var file: FileAccess = FileAccess.open("res://art/%s.pxe.json" % stem, FileAccess.WRITE)
	file.store_string(text)
	file.close()


## Copies a picture of the project, and takes away what an earlier test made of it.
func picture(stem: String) -> String:
	var path: String = "res://art/%s.png" % stem
	if not FileAccess.file_exists(path):
		DirAccess.copy_absolute("res://art/slime.png", path)
	if FileAccess.file_exists("res://art/%s.pxe.json" % stem):
		DirAccess.remove_absolute("res://art/%s.pxe.json" % stem)
	return path


## Makes a form with a real pxe behind it.
func make_form() -> PXESidecarForm:
	# Without a screen the editor's window is too small for any dialog.
	get_window().size = Vector2i(1600, 1200)
	var bridge: PXEBridge = PXEBridge.new()
	add_child(bridge)
	bridge.program = OS.get_environment("PXE")
	var form: PXESidecarForm = PXESidecarForm.new()
	form.bridge = bridge
	form.undo = PXEUndo.new(EditorInterface.get_editor_undo_redo())
	add_child(form)
	return form
