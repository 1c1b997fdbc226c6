@tool
extends PXEFormSpec
## Keyframes on the timeline, and the form without a mouse.


func test_pictures_become_keyframes() -> void:
	var form: PXESidecarForm = make_form()
	picture("fresh")
	var pictures: PackedStringArray = ["res://art/fresh.png", "res://art/archer.png"]
	await form.open_for_images(pictures + PackedStringArray(["res://art/archer_aim.png"]))
	var timeline: PXETimeline = form.fields.keyframes.timeline
	equal(places(timeline), [0, 4, 7], "spread in the order of the selection")
	write_prompt(form, "turning into an archer")
	timeline.grab_focus()
	timeline.look_at_frame(4)
	press(form, KEY_RIGHT, true)
	equal(places(timeline), [0, 5, 7], "Shift and an arrow move it")
	press(form, KEY_RIGHT)
	equal(timeline.cursor, 6, "an arrow alone looks further")
	await get_tree().process_frame
	drag(form, timeline, 7, 3)
	equal(places(timeline), [0, 3, 5], "the mouse drags it")
	form.fields.keyframes.strength.value = 0.5
	press(form, KEY_END)
	press(form, KEY_ENTER)
	form.fields.keyframes.dialog.files_selected.emit(PackedStringArray(["res://art/slime.png"]))
	form.fields.keyframes.dialog.hide()
	equal(places(timeline), [0, 3, 5, 7], "Enter asks for a picture on a free frame")
	timeline.look_at_frame(5)
	press(form, KEY_DELETE)
	equal(places(timeline), [0, 3, 7], "Delete takes it away")
	check(form.visible, "none of these keys closed it")
	await save_form(form)
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
	equal(document_of(NEW), {"keyframes": keyframes})


func test_keyframes_are_shown_and_outside_of_the_line_none_gets_lost() -> void:
	var before: String = text_of("res://art/archer.pxe.json")
	var form: PXESidecarForm = make_form()
	await form.open_for_sidecar("res://art/archer.pxe.json", "shoot")
	check(await settled(form), "pxe has answered")
	equal(form.verdict.message.text, "Nothing is wrong with it.")
	equal(places(form.fields.keyframes.timeline), [0, 4, 7])
	form.fields.frames.value = 6
	equal(places(form.fields.keyframes.timeline), [0, 4, 5])
	check(await settled(form), "pxe has answered")
	check(form.fields.is_marked("durations"), "durations are of eight frames")
	form.fields.durations.button_pressed = false
	check(await settled(form), "pxe has answered")
	equal(form.verdict.message.text, "Nothing is wrong with it.")
	form.hide()
	equal(text_of("res://art/archer.pxe.json"), before, "nothing was saved")


func test_ctrl_enter_saves_from_within_the_prompt_and_escape_leaves() -> void:
	var form: PXESidecarForm = make_form()
	await form.open_for_images(PackedStringArray([picture("fresh")]))
	write_prompt(form, "idle")
	check(form.fields.prompt.text_edit.has_focus(), "one can type at once")
	press(get_window(), KEY_ESCAPE)
	check(await until(func() -> bool: return not form.visible, PATIENCE), "Escape closes it")
	check(not FileAccess.file_exists(NEW), "and writes nothing")
	await form.open_for_images(PackedStringArray(["res://art/fresh.png"]))
	write_prompt(form, "idle")
	press(form, KEY_ENTER, false, true)
	check(await until(func() -> bool: return not form.visible, PATIENCE), "Ctrl+Enter saves")
	equal(document_of(NEW), {"animate": {"prompt": "idle"}}, "without a line end in the prompt")


func test_tab_leads_through_all_fields_and_back_to_the_first() -> void:
	var form: PXESidecarForm = make_form()
	await form.open_for_images(PackedStringArray([picture("fresh"), "res://art/archer.png"]))
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
		press(form, KEY_TAB)
	equal(met, wanted)
	form.hide()


func test_keyframes_begin_with_the_art_of_the_animation() -> void:
	var form: PXESidecarForm = make_form()
	fill("fresh", '{"animate": {"prompt": "idle", "seed": 7}}')
	await form.open_for_sidecar(NEW)
	form.head.keyframes_button.pressed.emit()
	equal(places(form.fields.keyframes.timeline), [0])
	equal(form.fields.prompt.get_prompt(), "idle", "what both kinds have stays")
	await save_form(form)
	var keyframes: Dictionary = {
		"prompt": "idle",
		"seed": 7.0,
		"render_mode": "pixel",
		"total_frames": 8.0,
		"frames": [{"index": 0.0}],
	}
	equal(document_of(NEW), {"keyframes": keyframes})
