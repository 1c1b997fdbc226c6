@tool
extends PXESpec
## What costs credits, from the dock, with a service that counts them.

const HERO: String = "art/hero.pxe.json"


func test_a_price_is_shown_agreed_to_and_paid_once() -> void:
	var dock: PXEDock = await _dock()
	check(await until(func() -> bool: return _state(dock) == "waiting"), "it waits")
	equal(dock.bridge.has_key, true, "a key is set")
	var balance: Callable = func() -> bool: return dock.bridge.available >= 0
	check(await until(balance), "the balance is known")
	var before: int = dock.bridge.available
	dock.show_sidecar(HERO)
	_button(dock, "Approve up to 20 Credits…").pressed.emit()
	equal(_state(dock), "waiting", "nothing is sent before the second yes")
	_dialog(dock).confirmed.emit()
	check(await until(func() -> bool: return _state(dock) == "fresh"), "it is made")
	check(await until(func() -> bool: return dock.bridge.available == before - 20), "paid once")
	check(FileAccess.file_exists("res://art/hero.frames.tres"), "and there")
	await _leave(dock)


func test_another_try_waits_for_its_price_and_is_not_wanted() -> void:
	var dock: PXEDock = await _dock()
	check(await until(func() -> bool: return _state(dock) == "fresh"), "nothing is to be done")
	var answer: PXEAnswer = await dock.bridge.actions.reroll(HERO, "default")
	equal(answer.is_good(), true, answer.problem())
	check(await until(func() -> bool: return _state(dock) == "waiting"), "it waits")
	var edited: Dictionary = answer.first("edited")
	var file: FileAccess = FileAccess.open("res://" + HERO, FileAccess.WRITE)
	file.store_string(PXERead.text(edited, "before"))
	file.close()
	check(await until(func() -> bool: return _state(dock) == "fresh"), "taken back, it is free")
	await _leave(dock)


func test_the_key_is_in_nothing_that_godot_keeps() -> void:
	var dock: PXEDock = await _dock()
	var key: String = OS.get_environment("PXE_TYPED_KEY")
	dock.settings.open()
	dock.settings._key.text = key
	await dock.settings.keep_key()
	equal(dock.bridge.has_key, true, "pxe keeps it")
	equal(dock.settings._key.text, "", "the field is empty")
	for line: String in dock.bridge.log_lines:
		check(key not in line, "the log")
	var settings: EditorSettings = EditorInterface.get_editor_settings()
	for property: Dictionary in settings.get_property_list():
		var name_of_it: String = property["name"]
		check(key not in str(settings.get(name_of_it)), name_of_it)
	dock.settings.hide()
	await _leave(dock)


func _dock() -> PXEDock:
	var bridge: PXEBridge = PXEBridge.new()
	add_child(bridge)
	var dock: PXEDock = PXEDock.new()
	dock.bridge = bridge
	EditorInterface.get_base_control().add_child(dock)
	PXESettings.set_program(OS.get_environment("PXE"))
	await bridge.set_up(true)
	check(await until(bridge.watcher.takes_orders), "the watch is on")
	return dock


func _leave(dock: PXEDock) -> void:
	# What awaited an answer is not taken away while the answer is being told.
	await get_tree().process_frame
	var bridge: PXEBridge = dock.bridge
	dock.free()
	bridge.free()


func _state(dock: PXEDock) -> String:
	var sidecar: PXESidecarState = dock.bridge.status.find(HERO)
	return "" if sidecar == null else sidecar.state


func _button(dock: PXEDock, text: String) -> Button:
	for button: Button in dock.find_children("*", "Button", true, false):
		if button.is_visible_in_tree() and button.text == text:
			return button
	return null


func _dialog(dock: PXEDock) -> ConfirmationDialog:
	for dialog: ConfirmationDialog in dock.find_children("*", "ConfirmationDialog", true, false):
		if dialog.visible:
			dialog.hide()
			return dialog
	return null
