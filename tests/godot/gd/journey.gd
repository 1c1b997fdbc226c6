@tool
extends PXESpec
## From an empty project with one picture to a sprite that moves in a scene, all in the
## editor and on a screen. Pictures are kept in the folder that PXE_PICTURES names.

const ART: String = "res://hero.png"
const SIDECAR: String = "res://hero.pxe.json"
const FRAMES: String = "res://hero.frames.tres"


func test_a_picture_becomes_a_sprite_that_moves_in_a_scene() -> void:
	var dock: PXEDock = _find("PXEDock")
	var form: PXESidecarForm = _find("PXESidecarForm")
	dock.make_visible()
	EditorInterface.set_main_screen_editor("2D")
	check(await until(dock.bridge.watcher.takes_orders), "the watcher has started by itself")
	await _keep("1-empty")

	form.open_for_images(PackedStringArray([ART]))
	check(
		await until(func() -> bool: return not form.get_ok_button().disabled), "the form is ready"
	)
	form.fields.prompt.text_edit.text = "breathing idle"
	form.fields.prompt.text_edit.text_changed.emit()
	check(await until(func() -> bool: return not form.is_checking()), "pxe has looked at it")
	await _keep("2-form")
	form.get_ok_button().pressed.emit()
	check(await until(func() -> bool: return FileAccess.file_exists(SIDECAR)), "a sidecar")
	check(await until(func() -> bool: return ResourceLoader.exists(FRAMES)), "SpriteFrames")
	check(await until(func() -> bool: return _state(dock) == "preview"), "the dock knows it")
	check(
		await until(func() -> bool: return ResourceLoader.exists("res://hero.sheet.png")), "sheet"
	)

	var idle: Callable = func() -> bool:
		return not EditorInterface.get_resource_filesystem().is_scanning()
	check(await until(idle), "everything is imported")
	var sprite: AnimatedSprite2D = await _make_scene()
	EditorInterface.select_file(SIDECAR)
	# As a click does; the call alone tells nobody.
	EditorInterface.get_file_system_dock().emit_signal(&"selection_changed")
	var chosen: Callable = func() -> bool: return dock.list.get_chosen() == "hero.pxe.json"
	check(await until(chosen), "what is selected in the FileSystem dock is shown in ours")
	await _keep("3-scene")
	var before: PackedByteArray = _pixels(sprite)
	check(before.size() > 0, "the scene shows the sprite")

	# What is changed in the form is in the open scene a moment later.
	form.open_for_sidecar(SIDECAR)
	check(await until(func() -> bool: return not form.get_ok_button().disabled), "ready again")
	form.fields.prompt.text_edit.text = "jumping straight up"
	form.fields.prompt.text_edit.text_changed.emit()
	check(await until(func() -> bool: return not form.is_checking()), "looked at again")
	form.get_ok_button().pressed.emit()
	var changed: Callable = func() -> bool: return _pixels(sprite) != before
	check(await until(changed), "the open scene shows new pixels")
	await _keep("4-changed")

	dock.bridge.stop_watch()
	var off: Callable = func() -> bool: return dock.bridge.watcher.stand == PXEWatcher.Stand.OFF
	check(await until(off), "the watcher ends")


func _make_scene() -> AnimatedSprite2D:
	var root: Node2D = Node2D.new()
	root.name = "Main"
	var made: AnimatedSprite2D = AnimatedSprite2D.new()
	made.name = "Hero"
	made.sprite_frames = load(FRAMES)
	made.position = Vector2(120, 80)
	made.scale = Vector2(4, 4)
	root.add_child(made)
	made.owner = root
	var scene: PackedScene = PackedScene.new()
	scene.pack(root)
	ResourceSaver.save(scene, "res://main.tscn")
	root.free()
	EditorInterface.open_scene_from_path("res://main.tscn")
	await get_tree().create_timer(0.5).timeout
	return EditorInterface.get_edited_scene_root().get_node("Hero")


## Returns the pixels of the last frame of what a sprite of an open scene can show.
func _pixels(sprite: AnimatedSprite2D) -> PackedByteArray:
	var frames: SpriteFrames = sprite.sprite_frames
	var animation: StringName = frames.get_animation_names()[0]
	var last: int = frames.get_frame_count(animation) / 2
	var texture: AtlasTexture = frames.get_frame_texture(animation, last)
	return texture.atlas.get_image().get_region(Rect2i(texture.region)).get_data()


func _state(dock: PXEDock) -> String:
	var sidecar: PXESidecarState = dock.bridge.status.find(SIDECAR)
	return "" if sidecar == null else sidecar.state


func _find(type: String) -> Node:
	return EditorInterface.get_base_control().find_children("*", type, true, false)[0]


func _keep(what: String) -> void:
	await get_tree().create_timer(0.6).timeout
	var folder: String = OS.get_environment("PXE_PICTURES")
	if folder.is_empty():
		return
	# The whole screen: dialogs are windows of their own.
	var picture: Image = DisplayServer.screen_get_image(0)
	check(picture != null, "a picture of the screen")
	picture.save_png(folder.path_join(what + ".png"))
