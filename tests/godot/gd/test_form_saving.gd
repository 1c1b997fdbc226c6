@tool
extends PXEFormSpec
## Several sidecars at once, and what Ctrl+Z does to what was saved.


func test_several_pictures_get_the_same_animation_each() -> void:
	var form: PXESidecarForm = make_form()
	await form.open_for_images(PackedStringArray([picture("one"), picture("two")]))
	form.head.animate_button.pressed.emit()
	equal(form.ok_button_text, "Save 2 Sidecars")
	write_prompt(form, "idle")
	await save_form(form)
	for stem: String in ["one", "two"]:
		equal(document_of("res://art/%s.pxe.json" % stem), {"animate": {"prompt": "idle"}}, stem)
	global_history().undo()
	for stem: String in ["one", "two"]:
		check(
			not FileAccess.file_exists("res://art/%s.pxe.json" % stem), "one step takes both back"
		)


func test_of_several_pictures_all_are_refused_or_none() -> void:
	var form: PXESidecarForm = make_form()
	picture("one")
	fill("two", '{"animate": {"prompt": "idle"}, "fps": 4, "fps": 5}')
	await form.open_for_images(PackedStringArray(["res://art/one.png", "res://art/two.png"]))
	form.head.animate_button.pressed.emit()
	form.head.name_line.text = "hop"
	write_prompt(form, "jumping")
	form.save()
	check(await until(func() -> bool: return form.verdict.is_bad(), PATIENCE), "it is refused")
	check("twice" in form.verdict.message.text, form.verdict.message.text)
	check(not FileAccess.file_exists("res://art/one.pxe.json"), "the other is not written")
	form.hide()


func test_what_was_saved_can_be_undone_and_redone() -> void:
	var form: PXESidecarForm = make_form()
	var undo: PXEUndo = form.undo
	var manager: EditorUndoRedoManager = EditorInterface.get_editor_undo_redo()
	equal(manager.get_object_history_id(undo), EditorUndoRedoManager.GLOBAL_HISTORY)
	var told: Array[PackedStringArray] = []
	undo.written.connect(func(paths: PackedStringArray) -> void: told.append(paths))
	await form.open_for_images(PackedStringArray([picture("fresh")]))
	write_prompt(form, "idle")
	await save_form(form)
	var first: String = text_of(NEW)
	equal(global_history().get_current_action_name(), "Create fresh.pxe.json")
	await form.open_for_sidecar(NEW)
	write_prompt(form, "breathing")
	await save_form(form)
	var second: String = text_of(NEW)
	equal(global_history().get_current_action_name(), "Edit fresh.pxe.json")
	check(first != second, "it was changed")
	global_history().undo()
	equal(text_of(NEW), first)
	global_history().undo()
	check(not FileAccess.file_exists(NEW), "the file that was made is gone")
	global_history().redo()
	global_history().redo()
	equal(text_of(NEW), second)
	equal(told.size(), 4, "each step is told")
	for file: String in DirAccess.get_files_at("res://art"):
		check(not file.ends_with(".tmp"), file)


func test_undo_never_writes_over_what_somebody_else_wrote() -> void:
	var form: PXESidecarForm = make_form()
	var undo: PXEUndo = form.undo
	var refused: Array[String] = []
	undo.refused.connect(func(text: String) -> void: refused.append(text))
	await form.open_for_images(PackedStringArray([picture("fresh")]))
	write_prompt(form, "idle")
	await save_form(form)
	fill("fresh", '{"animate": {"prompt": "by hand"}}')
	global_history().undo()
	equal(text_of(NEW), '{"animate": {"prompt": "by hand"}}')
	equal(refused, ["fresh.pxe.json has been changed since. It is left as it is."] as Array[String])


func test_the_keys_of_the_editor_undo_it() -> void:
	var form: PXESidecarForm = make_form()
	await form.open_for_images(PackedStringArray([picture("fresh")]))
	write_prompt(form, "idle")
	await save_form(form)
	check(FileAccess.file_exists(NEW), "it is there")
	press(get_window(), KEY_Z, false, true)
	check(await until(func() -> bool: return not FileAccess.file_exists(NEW)), "Ctrl+Z")
