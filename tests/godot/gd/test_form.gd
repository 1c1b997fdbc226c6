@tool
extends PXEFormSpec
## The form that makes and changes sidecars, with a real pxe behind it.


func test_a_picture_is_animated() -> void:
	var form: PXESidecarForm = make_form()
	var told: Array[String] = []
	form.saved.connect(func(sidecar: String) -> void: told.append(sidecar))
	await form.open_for_images(PackedStringArray([picture("fresh")]))
	check(form.visible, "it is shown")
	check(await settled(form), "pxe has answered")
	check(not form.verdict.is_bad(), "nobody has done anything wrong yet")
	form.fields.prompt.text_edit.text = "breathing idle"
	form.fields.prompt.text_edit.text_changed.emit()
	check(await settled(form), "pxe has answered")
	equal(form.verdict.message.text, "Nothing is wrong with it.")
	equal(form.verdict.price.text, "Free: local engine")
	form.fields.frames.value = 4
	form.get_ok_button().pressed.emit()
	check(await until(func() -> bool: return not form.visible, PATIENCE), "it closes")
	equal(text_of(NEW), '{ "animate": { "prompt": "breathing idle", "output_frames": 4 } }\n')
	equal(told, [NEW] as Array[String])


func test_what_pxe_refuses_is_marked_and_nothing_is_lost() -> void:
	var form: PXESidecarForm = make_form()
	await form.open_for_images(PackedStringArray([picture("fresh")]))
	write_prompt(form, "idle")
	form.fields.frames.value = 7
	check(await settled(form), "pxe has answered")
	check(form.fields.is_marked("frames"), "the field is marked")
	check(not form.fields.is_marked("prompt"), "others are not")
	equal(form.verdict.message.text, "Frames: must be even (found 7). Use 6 or 8.")
	form.save()
	check(
		await until(func() -> bool: return not form.get_ok_button().disabled, PATIENCE), "answered"
	)
	check(form.visible, "it stays open")
	equal(form.fields.prompt.get_prompt(), "idle")
	check(not FileAccess.file_exists(NEW), "nothing is written")
	form.fields.frames.value = 6
	check(await settled(form), "pxe has answered")
	check(not form.fields.is_marked("frames"), "no longer")
	form.hide()


func test_tab_leads_on_from_the_prompt_and_back() -> void:
	var form: PXESidecarForm = make_form()
	await form.open_for_images(PackedStringArray([picture("fresh")]))
	write_prompt(form, "idle")
	check(await settled(form), "pxe has answered")
	var text_edit: TextEdit = form.fields.prompt.text_edit
	text_edit.grab_focus()
	press(form, KEY_TAB)
	check(not text_edit.has_focus(), "on to the next field")
	press(form, KEY_TAB, true)
	check(text_edit.has_focus(), "and back")
	equal(text_edit.text, "idle", "it writes nothing")
	form.hide()


func test_an_animation_is_added_to_a_sidecar_and_the_others_stay() -> void:
	var before: Dictionary = document_of(KNIGHT)
	var form: PXESidecarForm = make_form()
	await form.open_for_images(PackedStringArray(["res://art/knight.png"]))
	equal(form.head.name_line.text, "", "a new one wants a name")
	form.head.name_line.text = "dance"
	form.head.name_line.text_changed.emit("dance")
	write_prompt(form, "dancing")
	form.fields.loop.button_pressed = false
	await save_form(form)
	var after: Dictionary = document_of(KNIGHT)
	var animations: Dictionary = after["animations"]
	equal(animations["dance"], {"animate": {"prompt": "dancing"}, "loop": false})
	animations.erase("dance")
	equal(after, before, "all else is as it was")


func test_a_sidecar_without_names_gets_them_with_its_second_animation() -> void:
	var form: PXESidecarForm = make_form()
	fill("fresh", '{ "animate": { "prompt": "idle" }, "fps": 5 }\n')
	await form.open_for_images(PackedStringArray(["res://art/fresh.png"]))
	form.head.name_line.text = "hop"
	write_prompt(form, "jumping")
	await save_form(form)
	var idle: Dictionary = {"animate": {"prompt": "idle"}, "fps": 5.0}
	var hop: Dictionary = {"animate": {"prompt": "jumping"}}
	equal(document_of(NEW), {"animations": {"default": idle, "hop": hop}})


func test_what_was_typed_for_one_animation_waits_while_another_is_looked_at() -> void:
	var form: PXESidecarForm = make_form()
	fill(
		"fresh",
		'{"animations": {"a": {"animate": {"prompt": "a"}}, "b": {"animate": {"prompt": "b"}}}}'
	)
	await form.open_for_sidecar(NEW, "b")
	equal(form.head.name_line.text, "b")
	equal(form.fields.prompt.get_prompt(), "b")
	write_prompt(form, "better")
	choose(form.head.chooser, "a")
	equal(form.fields.prompt.get_prompt(), "a")
	form.fields.fps.value = 12
	choose(form.head.chooser, "b")
	equal(form.fields.prompt.get_prompt(), "better")
	await save_form(form)
	var a: Dictionary = {"animate": {"prompt": "a"}, "fps": 12.0}
	equal(document_of(NEW), {"animations": {"a": a, "b": {"animate": {"prompt": "better"}}}})


func test_a_name_that_is_taken_replaces_nothing() -> void:
	var before: String = text_of(KNIGHT)
	var form: PXESidecarForm = make_form()
	await form.open_for_images(PackedStringArray(["res://art/knight.png"]))
	form.head.name_line.text = "idle"
	form.head.name_line.text_changed.emit("idle")
	write_prompt(form, "another")
	form.save()
	check(form.head.grid.is_marked("name"), "the name is marked")
	check("already" in form.verdict.message.text, form.verdict.message.text)
	equal(text_of(KNIGHT), before)
	form.hide()


func test_every_field_comes_back_as_it_was_written() -> void:
	var form: PXESidecarForm = make_form()
	picture("fresh")
	await form.open_for_images(PackedStringArray(["res://art/fresh.png"]))
	form.head.name_line.text = "spin"
	write_prompt(form, "spinning")
	form.fields.negative.text = "blur"
	form.fields.fps.value = 12.5
	form.fields.loop.button_pressed = false
	form.fields.transparent.button_pressed = false
	choose(form.fields.direction, "pingpong")
	form.fields.seed_field.dice.pressed.emit()
	var thrown: int = int(form.fields.seed_field.line.text)
	choose_id(form.fields.colors.way, PXEColorsField.Way.COUNT)
	form.fields.colors.count.value = 12
	await save_form(form)
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
	equal(document_of(NEW), {"animations": {"spin": spin}})
	var text: String = text_of(NEW)
	await form.open_for_sidecar(NEW)
	check(await settled(form), "pxe has answered")
	equal(form.fields.values()["pixel_config"], {"colors": 12})
	equal(form.fields.values()["seed"], thrown)
	await save_form(form)
	equal(text_of(NEW), text, "what nobody changed is not rewritten")
	await form.open_for_sidecar(NEW)
	form.fields.seed_field.line.text = ""
	form.fields.negative.text = ""
	choose_id(form.fields.colors.way, PXEColorsField.Way.ART)
	await save_form(form)
	request.erase("seed")
	request.erase("negative_prompt")
	request["pixel_config"] = {"palette": "source"}
	equal(document_of(NEW), {"animations": {"spin": spin}}, "what was cleared is gone")


func test_a_prompt_is_rewritten_and_can_be_had_back() -> void:
	var form: PXESidecarForm = make_form()
	await form.open_for_images(PackedStringArray([picture("fresh")]))
	var wish: String = '-dash\n"to the left"'
	write_prompt(form, wish)
	form.fields.prompt.enhance_button.pressed.emit()
	check(form.fields.prompt.enhance_button.disabled, "not twice at a time")
	check(
		await until(func() -> bool: return not form.fields.prompt.enhance_button.disabled), "done"
	)
	var better: String = form.fields.prompt.get_prompt()
	check(better.length() > wish.length() and "dash" in better, better)
	check(", to the left" in better, "all lines are read as such: %s" % better)
	form.fields.prompt.text_edit.undo()
	equal(form.fields.prompt.get_prompt(), wish)
	form.hide()


func test_a_rewritten_prompt_does_not_land_in_another_animation() -> void:
	var form: PXESidecarForm = make_form()
	await form.open_for_sidecar(KNIGHT, "idle")
	form.fields.prompt.enhance_button.pressed.emit()
	choose(form.head.chooser, "walk")
	var walk: String = form.fields.prompt.get_prompt()
	check(not form.fields.prompt.enhance_button.disabled, "this one can be rewritten too")
	form.fields.prompt.enhance_button.pressed.emit()
	var again: bool = await until(
		func() -> bool: return not form.fields.prompt.enhance_button.disabled, PATIENCE
	)
	check(again, "it has been rewritten")
	form.fields.prompt.text_edit.undo()
	equal(form.fields.prompt.get_prompt(), walk, "once, and from its own words")
	form.hide()


func test_what_cannot_be_edited_says_why() -> void:
	var form: PXESidecarForm = make_form()
	fill("fresh", '{"animate": ')
	await form.open_for_sidecar(NEW)
	check(form.verdict.is_bad(), "it is said")
	check("text editor" in form.verdict.message.text, form.verdict.message.text)
	check(form.get_ok_button().disabled, "there is nothing to save")
	form.save()
	equal(text_of(NEW), '{"animate": ')
	form.hide()
	var lost: PXESidecarForm = make_form()
	lost.bridge.program = ""
	lost.bridge.trouble = "pxe was not found."
	await lost.open_for_images(PackedStringArray(["res://art/archer.png"]))
	equal(lost.verdict.message.text, "pxe was not found.")
	lost.hide()


func test_prices_are_those_of_the_models() -> void:
	var form: PXESidecarForm = make_form()
	form.bridge.has_key = true
	form.bridge.available = 50
	await form.open_for_images(PackedStringArray([picture("one"), picture("two")]))
	equal(form.verdict.price.text, "Up to 24 credits")
	form.head.animate_button.pressed.emit()
	equal(form.verdict.price.text, "Up to 40 credits")
	check("50 credits" in form.verdict.price.tooltip_text, form.verdict.price.tooltip_text)
	form.hide()


func test_models_are_those_that_pxe_knows_and_fit_the_art() -> void:
	var form: PXESidecarForm = make_form()
	await form.open_for_images(PackedStringArray([picture("fresh")]))
	var catalog: PXECatalog = await PXECatalog.ask(form.bridge)
	var shown: Array[String] = []
	for index: int in form.fields.model.item_count:
		shown.append(form.fields.model.get_item_text(index))
	equal(PackedStringArray(shown), catalog.names("animate"))
	equal(catalog.pick("animate", Vector2i(64, 64)), "pixel-engine-v1.1")
	equal(catalog.pick("animate", Vector2i(512, 512)), "frame-engine-v1.1")
	equal(catalog.pick("keyframes", Vector2i(512, 512)), "detailed")
	choose(form.fields.model, "frame-engine-v1.1")
	check(not form.fields.colors.is_visible_in_tree(), "no colors where there are none to choose")
	equal(form.fields.values()["pixel_config"], null)
	form.hide()


func test_a_form_may_be_opened_for_another_sidecar_while_pxe_is_asked() -> void:
	var form: PXESidecarForm = make_form()
	await form.open_for_images(PackedStringArray([picture("fresh")]))
	check(await settled(form), "pxe has answered")
	write_prompt(form, "idle")
	check(await until(func() -> bool: return form._checking), "it is asked")
	await form.open_for_sidecar("res://art/knight.pxe.json")
	check(await settled(form), "and answers about the other one")


func test_a_form_may_go_while_pxe_is_asked() -> void:
	var form: PXESidecarForm = make_form()
	var bridge: PXEBridge = form.bridge
	await form.open_for_images(PackedStringArray([picture("fresh")]))
	check(form.is_checking(), "pxe is asked")
	# What goes on here is called by a child of the bridge.
	await get_tree().process_frame
	form.free()
	bridge.free()
	await get_tree().create_timer(0.5).timeout
	check(not FileAccess.file_exists(NEW), "nothing is written")
