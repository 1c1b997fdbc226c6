@tool
extends EditorPlugin
## Sets the editor up for a picture and takes it: what is to be seen, and the picture's
## file, stand in the environment, as JSON.


func _enter_tree() -> void:
	if not OS.has_environment("PXE_PICTURE"):
		return
	var wish: Dictionary = JSON.parse_string(OS.get_environment("PXE_PICTURE"))
	await get_tree().create_timer(3.0).timeout
	var base: Control = EditorInterface.get_base_control()
	var dock: PXEDock = base.find_child("Pixel Engine", true, false)
	dock.make_visible()
	EditorInterface.set_main_screen_editor("2D")
	if wish.has("scene"):
		EditorInterface.open_scene_from_path(str(wish["scene"]))
	await get_tree().create_timer(3.0).timeout
	if wish.has("status"):
		dock.bridge.status = PXEStatus.read(JSON.stringify(wish["status"]))
		dock.bridge.status_changed.emit()
	if wish.has("available"):
		dock.bridge.has_key = true
		dock.bridge.available = int(wish["available"])
		dock.bridge.key_changed.emit()
	if wish.has("show"):
		dock.show_sidecar(str(wish["show"]))
	match wish.get("then", ""):
		"settings":
			dock.settings.open()
		"approve":
			dock.ask_for_approval(dock.bridge.status.find(dock.list.get_chosen()))
		"form":
			var found: Array[Node] = base.find_children("*", "PXESidecarForm", true, false)
			var form: PXESidecarForm = found[0]
			await form.open_for_sidecar("res://art/archer.pxe.json", "shoot")
			await get_tree().create_timer(1.5).timeout
	await get_tree().create_timer(1.0).timeout
	DisplayServer.screen_get_image(0).save_png(str(wish["file"]))
	get_tree().quit()
