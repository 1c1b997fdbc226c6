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


func _settled(form: PXESidecarForm) -> bool:
	return await until(func() -> bool: return not form.is_checking())


func _write_prompt(form: PXESidecarForm, text: String) -> void:
	form.fields.prompt.text_edit.text = text
	form.fields.prompt.text_edit.text_changed.emit()


func _text(path: String) -> String:
	return FileAccess.get_file_as_string(path)


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
	add_child(form)
	return form
