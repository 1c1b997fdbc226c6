@tool
extends PXESpec
## The form that makes and changes sidecars, with a real pxe behind it.

const NEW: String = "res://art/fresh.pxe.json"
const KNIGHT: String = "res://art/knight.pxe.json"


func test_a_picture_is_animated() -> void:
	var form: PXESidecarForm = _form()
	var told: Array[String] = []
	form.saved.connect(func(sidecar: String) -> void: told.append(sidecar))
	await form.open_for_images(PackedStringArray([_picture("fresh")]))
	check(form.visible, "it is shown")
	check(await _settled(form), "pxe has answered")
	check(not form.verdict.is_bad(), "nobody has done anything wrong yet")
	form.fields.prompt.text_edit.text = "breathing idle"
	form.fields.prompt.text_edit.text_changed.emit()
	check(await _settled(form), "pxe has answered")
	equal(form.verdict.message.text, "Nothing is wrong with it.")
	equal(form.verdict.price.text, "Free: local engine")
	form.fields.frames.value = 4
	form.get_ok_button().pressed.emit()
	check(await until(func() -> bool: return not form.visible), "it closes")
	equal(_text(NEW), '{ "animate": { "prompt": "breathing idle", "output_frames": 4 } }\n')
	equal(told, [NEW] as Array[String])


func test_what_pxe_refuses_is_marked_and_nothing_is_lost() -> void:
	var form: PXESidecarForm = _form()
	await form.open_for_images(PackedStringArray([_picture("fresh")]))
	_write_prompt(form, "idle")
	form.fields.frames.value = 7
	check(await _settled(form), "pxe has answered")
	check(form.fields.is_marked("frames"), "the field is marked")
	check(not form.fields.is_marked("prompt"), "others are not")
	equal(form.verdict.message.text, "Frames: must be even (found 7). Use 6 or 8.")
	form.save()
	check(await until(func() -> bool: return not form.get_ok_button().disabled), "answered")
	check(form.visible, "it stays open")
	equal(form.fields.prompt.get_prompt(), "idle")
	check(not FileAccess.file_exists(NEW), "nothing is written")
	form.fields.frames.value = 6
	check(await _settled(form), "pxe has answered")
	check(not form.fields.is_marked("frames"), "no longer")
	form.hide()


func test_an_animation_is_added_to_a_sidecar_and_the_others_stay() -> void:
	var before: Dictionary = _document(KNIGHT)
	var form: PXESidecarForm = _form()
	await form.open_for_images(PackedStringArray(["res://art/knight.png"]))
	equal(form.head.name_line.text, "", "a new one wants a name")
	form.head.name_line.text = "dance"
	form.head.name_line.text_changed.emit("dance")
	_write_prompt(form, "dancing")
	form.fields.loop.button_pressed = false
	await _save(form)
	var after: Dictionary = _document(KNIGHT)
	var animations: Dictionary = after["animations"]
	equal(animations["dance"], {"animate": {"prompt": "dancing"}, "loop": false})
	animations.erase("dance")
	equal(after, before, "all else is as it was")


func test_a_sidecar_without_names_gets_them_with_its_second_animation() -> void:
	var form: PXESidecarForm = _form()
	_fill("fresh", '{ "animate": { "prompt": "idle" }, "fps": 5 }\n')
	await form.open_for_images(PackedStringArray(["res://art/fresh.png"]))
	form.head.name_line.text = "hop"
	_write_prompt(form, "jumping")
	await _save(form)
	var idle: Dictionary = {"animate": {"prompt": "idle"}, "fps": 5.0}
	var hop: Dictionary = {"animate": {"prompt": "jumping"}}
	equal(_document(NEW), {"animations": {"default": idle, "hop": hop}})


func test_what_was_typed_for_one_animation_waits_while_another_is_looked_at() -> void:
	var form: PXESidecarForm = _form()
	_fill(
		"fresh",
		'{"animations": {"a": {"animate": {"prompt": "a"}}, "b": {"animate": {"prompt": "b"}}}}'
	)
	await form.open_for_sidecar(NEW, "b")
	equal(form.head.name_line.text, "b")
	equal(form.fields.prompt.get_prompt(), "b")
	_write_prompt(form, "better")
	_choose(form.head.chooser, "a")
	equal(form.fields.prompt.get_prompt(), "a")
	form.fields.fps.value = 12
	_choose(form.head.chooser, "b")
	equal(form.fields.prompt.get_prompt(), "better")
	await _save(form)
	var a: Dictionary = {"animate": {"prompt": "a"}, "fps": 12.0}
	equal(_document(NEW), {"animations": {"a": a, "b": {"animate": {"prompt": "better"}}}})


func test_a_name_that_is_taken_replaces_nothing() -> void:
	var before: String = _text(KNIGHT)
	var form: PXESidecarForm = _form()
	await form.open_for_images(PackedStringArray(["res://art/knight.png"]))
	form.head.name_line.text = "idle"
	form.head.name_line.text_changed.emit("idle")
	_write_prompt(form, "another")
	form.save()
	check(form.head.grid.is_marked("name"), "the name is marked")
	check("already" in form.verdict.message.text, form.verdict.message.text)
	equal(_text(KNIGHT), before)
	form.hide()


func test_every_field_comes_back_as_it_was_written() -> void:
	var form: PXESidecarForm = _form()
	_picture("fresh")
	await form.open_for_images(PackedStringArray(["res://art/fresh.png"]))
	form.head.name_line.text = "spin"
	_write_prompt(form, "spinning")
	form.fields.negative.text = "blur"
	form.fields.fps.value = 12.5
	form.fields.loop.button_pressed = false
	form.fields.transparent.button_pressed = false
	_choose(form.fields.direction, "pingpong")
	form.fields.seed_field.dice.pressed.emit()
	var thrown: int = int(form.fields.seed_field.line.text)
	_choose_id(form.fields.colors.way, PXEColorsField.Way.COUNT)
	form.fields.colors.count.value = 12
	await _save(form)
	var request: Dictionary = {
		"prompt": "spinning",
		"negative_prompt": "blur",
		"pixel_config": {"colors": 12.0},
		"seed": float(thrown),
	}
	var spin: Dictionary = {
		"animate": request,
		"fps": 12.5,
		"loop": false,
		"direction": "pingpong",
		"transparent": false,
	}
	equal(_document(NEW), {"animations": {"spin": spin}})
	var text: String = _text(NEW)
	await form.open_for_sidecar(NEW)
	check(await _settled(form), "pxe has answered")
	equal(form.fields.values()["pixel_config"], {"colors": 12})
	equal(form.fields.values()["seed"], thrown)
	await _save(form)
	equal(_text(NEW), text, "what nobody changed is not rewritten")
	await form.open_for_sidecar(NEW)
	form.fields.seed_field.line.text = ""
	form.fields.negative.text = ""
	_choose_id(form.fields.colors.way, PXEColorsField.Way.ART)
	await _save(form)
	request.erase("seed")
	request.erase("negative_prompt")
	request["pixel_config"] = {"palette": "source"}
	equal(_document(NEW), {"animations": {"spin": spin}}, "what was cleared is gone")


func test_pictures_become_keyframes() -> void:
	var form: PXESidecarForm = _form()
	_picture("fresh")
	var pictures: PackedStringArray = ["res://art/fresh.png", "res://art/archer.png"]
	await form.open_for_images(pictures + PackedStringArray(["res://art/archer_aim.png"]))
	var timeline: PXETimeline = form.fields.keyframes.timeline
	equal(_places(timeline), [0, 4, 7], "spread in the order of the selection")
	_write_prompt(form, "turning into an archer")
	timeline.grab_focus()
	timeline.look_at_frame(4)
	_press(form, KEY_RIGHT, true)
	equal(_places(timeline), [0, 5, 7], "Shift and an arrow move it")
	_press(form, KEY_RIGHT)
	equal(timeline.cursor, 6, "an arrow alone looks further")
	await get_tree().process_frame
	_drag(form, timeline, 7, 3)
	equal(_places(timeline), [0, 3, 5], "the mouse drags it")
	form.fields.keyframes.strength.value = 0.5
	_press(form, KEY_END)
	_press(form, KEY_ENTER)
	form.fields.keyframes.dialog.files_selected.emit(PackedStringArray(["res://art/slime.png"]))
	form.fields.keyframes.dialog.hide()
	equal(_places(timeline), [0, 3, 5, 7], "Enter asks for a picture on a free frame")
	timeline.look_at_frame(5)
	_press(form, KEY_DELETE)
	equal(_places(timeline), [0, 3, 7], "Delete takes it away")
	check(form.visible, "none of these keys closed it")
	await _save(form)
	var keyframes: Dictionary = {
		"prompt": "turning into an archer",
		"render_mode": "pixel",
		"total_frames": 8.0,
		"frames":
		[
			{"index": 0.0},
			{"index": 3.0, "image": "archer_aim.png", "strength": 0.5},
			{"index": 7.0, "image": "slime.png"},
		],
	}
	equal(_document(NEW), {"keyframes": keyframes})


func test_keyframes_are_shown_and_outside_of_the_line_none_gets_lost() -> void:
	var before: String = _text("res://art/archer.pxe.json")
	var form: PXESidecarForm = _form()
	await form.open_for_sidecar("res://art/archer.pxe.json", "shoot")
	check(await _settled(form), "pxe has answered")
	equal(form.verdict.message.text, "Nothing is wrong with it.")
	equal(_places(form.fields.keyframes.timeline), [0, 4, 7])
	form.fields.frames.value = 6
	equal(_places(form.fields.keyframes.timeline), [0, 4, 5])
	check(await _settled(form), "pxe has answered")
	check(form.fields.is_marked("durations"), "durations are of eight frames")
	form.fields.durations.button_pressed = false
	check(await _settled(form), "pxe has answered")
	equal(form.verdict.message.text, "Nothing is wrong with it.")
	form.hide()
	equal(_text("res://art/archer.pxe.json"), before, "nothing was saved")


func test_several_pictures_get_the_same_animation_each() -> void:
	var form: PXESidecarForm = _form()
	await form.open_for_images(PackedStringArray([_picture("one"), _picture("two")]))
	form.head.animate_button.pressed.emit()
	equal(form.ok_button_text, "Save 2 Sidecars")
	_write_prompt(form, "idle")
	await _save(form)
	for stem: String in ["one", "two"]:
		equal(_document("res://art/%s.pxe.json" % stem), {"animate": {"prompt": "idle"}}, stem)
	_global_history().undo()
	for stem: String in ["one", "two"]:
		check(
			not FileAccess.file_exists("res://art/%s.pxe.json" % stem), "one step takes both back"
		)


func test_of_several_pictures_all_are_refused_or_none() -> void:
	var form: PXESidecarForm = _form()
	_picture("one")
	_fill("two", '{"animate": {"prompt": "idle"}, "fps": 4, "fps": 5}')
	await form.open_for_images(PackedStringArray(["res://art/one.png", "res://art/two.png"]))
	form.head.animate_button.pressed.emit()
	form.head.name_line.text = "hop"
	_write_prompt(form, "jumping")
	form.save()
	check(await until(func() -> bool: return form.verdict.is_bad()), "it is refused")
	check("twice" in form.verdict.message.text, form.verdict.message.text)
	check(not FileAccess.file_exists("res://art/one.pxe.json"), "the other is not written")
	form.hide()


func test_a_prompt_is_rewritten_and_can_be_had_back() -> void:
	var form: PXESidecarForm = _form()
	await form.open_for_images(PackedStringArray([_picture("fresh")]))
	_write_prompt(form, "-dash")
	form.fields.prompt.enhance_button.pressed.emit()
	check(form.fields.prompt.enhance_button.disabled, "not twice at a time")
	check(
		await until(func() -> bool: return not form.fields.prompt.enhance_button.disabled), "done"
	)
	var better: String = form.fields.prompt.get_prompt()
	check(better.length() > "-dash".length() and "dash" in better, better)
	form.fields.prompt.text_edit.undo()
	equal(form.fields.prompt.get_prompt(), "-dash")
	form.hide()


func test_what_was_saved_can_be_undone_and_redone() -> void:
	var form: PXESidecarForm = _form()
	var undo: PXEUndo = form.undo
	var told: Array[PackedStringArray] = []
	undo.written.connect(func(paths: PackedStringArray) -> void: told.append(paths))
	await form.open_for_images(PackedStringArray([_picture("fresh")]))
	_write_prompt(form, "idle")
	await _save(form)
	var first: String = _text(NEW)
	equal(_global_history().get_current_action_name(), "Create fresh.pxe.json")
	await form.open_for_sidecar(NEW)
	_write_prompt(form, "breathing")
	await _save(form)
	var second: String = _text(NEW)
	equal(_global_history().get_current_action_name(), "Edit fresh.pxe.json")
	check(first != second, "it was changed")
	_global_history().undo()
	equal(_text(NEW), first)
	_global_history().undo()
	check(not FileAccess.file_exists(NEW), "the file that was made is gone")
	_global_history().redo()
	_global_history().redo()
	equal(_text(NEW), second)
	equal(told.size(), 4, "each step is told")
	for file: String in DirAccess.get_files_at("res://art"):
		check(not file.ends_with(".tmp"), file)


func test_undo_never_writes_over_what_somebody_else_wrote() -> void:
	var form: PXESidecarForm = _form()
	var undo: PXEUndo = form.undo
	var refused: Array[String] = []
	undo.refused.connect(func(text: String) -> void: refused.append(text))
	await form.open_for_images(PackedStringArray([_picture("fresh")]))
	_write_prompt(form, "idle")
	await _save(form)
	_fill("fresh", '{"animate": {"prompt": "by hand"}}')
	_global_history().undo()
	equal(_text(NEW), '{"animate": {"prompt": "by hand"}}')
	equal(refused, ["fresh.pxe.json has been changed since. It is left as it is."] as Array[String])


func test_the_keys_of_the_editor_undo_it() -> void:
	var form: PXESidecarForm = _form()
	await form.open_for_images(PackedStringArray([_picture("fresh")]))
	_write_prompt(form, "idle")
	await _save(form)
	check(FileAccess.file_exists(NEW), "it is there")
	_press(get_window(), KEY_Z, false, true)
	check(await until(func() -> bool: return not FileAccess.file_exists(NEW), 3.0), "Ctrl+Z")


func test_ctrl_enter_saves_from_within_the_prompt_and_escape_leaves() -> void:
	var form: PXESidecarForm = _form()
	await form.open_for_images(PackedStringArray([_picture("fresh")]))
	_write_prompt(form, "idle")
	check(form.fields.prompt.text_edit.has_focus(), "one can type at once")
	_press(get_window(), KEY_ESCAPE)
	check(await until(func() -> bool: return not form.visible), "Escape closes it")
	check(not FileAccess.file_exists(NEW), "and writes nothing")
	await form.open_for_images(PackedStringArray(["res://art/fresh.png"]))
	_write_prompt(form, "idle")
	_press(form, KEY_ENTER, false, true)
	check(await until(func() -> bool: return not form.visible), "Ctrl+Enter saves")
	equal(_document(NEW), {"animate": {"prompt": "idle"}}, "without a line end in the prompt")


func test_tab_leads_through_all_fields_and_back_to_the_first() -> void:
	var form: PXESidecarForm = _form()
	await form.open_for_images(PackedStringArray([_picture("fresh"), "res://art/archer.png"]))
	var wanted: Array[Control] = [
		form.fields.prompt.text_edit,
		form.fields.prompt.enhance_button,
		form.fields.negative,
		form.fields.keyframes.timeline,
		form.fields.model,
		form.fields.loop,
		form.get_ok_button(),
		form.head.name_line,
	]
	var met: Array[Control] = []
	for step: int in 40:
		var owner_now: Control = form.gui_get_focus_owner()
		if owner_now in wanted and owner_now not in met:
			met.append(owner_now)
		_press(form, KEY_TAB)
	equal(met, wanted)
	form.hide()


func test_what_cannot_be_edited_says_why() -> void:
	var form: PXESidecarForm = _form()
	_fill("fresh", '{"animate": ')
	await form.open_for_sidecar(NEW)
	check(form.verdict.is_bad(), "it is said")
	check("text editor" in form.verdict.message.text, form.verdict.message.text)
	check(form.get_ok_button().disabled, "there is nothing to save")
	form.save()
	equal(_text(NEW), '{"animate": ')
	form.hide()
	var lost: PXESidecarForm = _form()
	lost.bridge.program = ""
	lost.bridge.trouble = "pxe was not found."
	await lost.open_for_images(PackedStringArray(["res://art/archer.png"]))
	equal(lost.verdict.message.text, "pxe was not found.")
	lost.hide()


func test_prices_are_those_of_the_models() -> void:
	var form: PXESidecarForm = _form()
	form.bridge.has_key = true
	form.bridge.available = 50
	await form.open_for_images(PackedStringArray([_picture("one"), _picture("two")]))
	equal(form.verdict.price.text, "Up to 24 credits")
	form.head.animate_button.pressed.emit()
	equal(form.verdict.price.text, "Up to 40 credits")
	check("50 credits" in form.verdict.price.tooltip_text, form.verdict.price.tooltip_text)
	form.hide()


func test_models_are_those_that_pxe_knows_and_fit_the_art() -> void:
	var form: PXESidecarForm = _form()
	await form.open_for_images(PackedStringArray([_picture("fresh")]))
	var catalog: PXECatalog = await PXECatalog.ask(form.bridge)
	var shown: Array[String] = []
	for index: int in form.fields.model.item_count:
		shown.append(form.fields.model.get_item_text(index))
	equal(PackedStringArray(shown), catalog.names("animate"))
	equal(catalog.pick("animate", Vector2i(64, 64)), "pixel-engine-v1.1")
	equal(catalog.pick("animate", Vector2i(512, 512)), "frame-engine-v1.1")
	equal(catalog.pick("keyframes", Vector2i(512, 512)), "detailed")
	_choose(form.fields.model, "frame-engine-v1.1")
	check(not form.fields.colors.is_visible_in_tree(), "no colors where there are none to choose")
	equal(form.fields.values()["pixel_config"], null)
	form.hide()


func _settled(form: PXESidecarForm) -> bool:
	return await until(func() -> bool: return not form.is_checking())


func _save(form: PXESidecarForm) -> void:
	form.get_ok_button().pressed.emit()
	var closed: bool = await until(func() -> bool: return not form.visible)
	check(closed, "it is saved: %s" % form.verdict.message.text)


func _write_prompt(form: PXESidecarForm, text: String) -> void:
	form.fields.prompt.text_edit.text = text
	form.fields.prompt.text_edit.text_changed.emit()


func _choose(list: OptionButton, what: String) -> void:
	for index: int in list.item_count:
		if list.get_item_metadata(index) == what:
			list.select(index)
			list.item_selected.emit(index)


func _choose_id(list: OptionButton, id: int) -> void:
	list.select(list.get_item_index(id))
	list.item_selected.emit(list.selected)


func _press(window: Window, key: Key, shift: bool = false, control: bool = false) -> void:
	for pressed: bool in [true, false]:
		var event: InputEventKey = _key(key)
		event.shift_pressed = shift
		event.ctrl_pressed = control
		event.pressed = pressed
		window.push_input(event)


func _key(key: Key) -> InputEventKey:
	var event: InputEventKey = InputEventKey.new()
	event.keycode = key
	event.physical_keycode = key
	event.pressed = true
	return event


func _drag(window: Window, timeline: PXETimeline, from: int, to: int) -> void:
	var places: Array[Vector2] = []
	for index: int in [from, to]:
		places.append(timeline.global_position + timeline.frame_rect(index).get_center())
	var down: InputEventMouseButton = InputEventMouseButton.new()
	down.button_index = MOUSE_BUTTON_LEFT
	down.position = places[0]
	down.pressed = true
	window.push_input(down, true)
	var motion: InputEventMouseMotion = InputEventMouseMotion.new()
	motion.position = places[1]
	motion.button_mask = MOUSE_BUTTON_MASK_LEFT
	window.push_input(motion, true)
	var up: InputEventMouseButton = down.duplicate()
	up.position = places[1]
	up.pressed = false
	window.push_input(up, true)


func _places(timeline: PXETimeline) -> Array:
	return timeline.keys.list.map(func(key: Dictionary) -> int: return key["index"])


func _global_history() -> UndoRedo:
	var manager: EditorUndoRedoManager = EditorInterface.get_editor_undo_redo()
	return manager.get_history_undo_redo(EditorUndoRedoManager.GLOBAL_HISTORY)


func _text(path: String) -> String:
	return FileAccess.get_file_as_string(path)


func _document(path: String) -> Dictionary:
	return JSON.parse_string(_text(path))


func _fill(stem: String, text: String) -> void:
	_picture(stem)
	var file: FileAccess = FileAccess.open("res://art/%s.pxe.json" % stem, FileAccess.WRITE)
	file.store_string(text)
	file.close()


## Copies a picture of the project, and takes away what an earlier test made of it.
func _picture(stem: String) -> String:
	var path: String = "res://art/%s.png" % stem
	if not FileAccess.file_exists(path):
		DirAccess.copy_absolute("res://art/slime.png", path)
	if FileAccess.file_exists("res://art/%s.pxe.json" % stem):
		DirAccess.remove_absolute("res://art/%s.pxe.json" % stem)
	return path


func _form() -> PXESidecarForm:
	# Without a screen the editor's window is too small for any dialog.
	get_window().size = Vector2i(1600, 1200)
	var bridge: PXEBridge = PXEBridge.new()
	add_child(bridge)
	bridge.program = OS.get_environment("PXE")
	var form: PXESidecarForm = PXESidecarForm.new()
	form.bridge = bridge
	form.undo = PXEUndo.new(EditorInterface.get_editor_undo_redo())
	add_child(form.undo)
	add_child(form)
	return form
