@tool
extends PXESpec
## New pixels in an open scene, on a screen, with the addon as it is installed. The path of
## pxe is in the environment: PXE.

const SIDECAR: String = "res://art/torch.pxe.json"
const FRAMES: String = "res://art/torch.frames.tres"
## How long it may take after the files are there.
const SOON: float = 3.0


func test_the_pixels_of_an_open_scene_are_the_new_ones() -> void:
	var dock: PXEDock = _find_dock()
	check(await until(dock.bridge.watcher.takes_orders), "the watch has started by itself")
	var scene: PXEOpenScene = PXEOpenScene.open("torch")
	var sprite: AnimatedSprite2D = scene.sprite
	check(await until(func() -> bool: return _shows_file(sprite)), "the sheet as it is")

	var before: PackedByteArray = FileAccess.get_file_as_bytes(_sheet(sprite))
	_ask_for("burning high in the wind", 12)
	var written: Callable = func() -> bool:
		return (
			FileAccess.get_file_as_bytes(_sheet(sprite)) != before
			and '"default_11"' in FileAccess.get_file_as_string(FRAMES)
		)
	check(await until(written, 60.0), "the watch of the editor writes")
	check(await until(func() -> bool: return _shows_file(sprite), SOON), "its pixels are shown")
	equal(scene.count(), 12)

	# Saving a scene has Godot save the SpriteFrames too.
	# Not from a timer's signal: the editor runs on while it shows the progress.
	await get_tree().process_frame
	EditorInterface.save_scene()
	await get_tree().create_timer(2.0).timeout
	equal(dock.bridge.status.find(SIDECAR).state, "preview", "Ctrl+S makes no conflict")

	dock.bridge.stop_watch()
	var off: Callable = func() -> bool: return dock.bridge.watcher.stand == PXEWatcher.Stand.OFF
	check(await until(off), "the watch ends")
	before = FileAccess.get_file_as_bytes(_sheet(sprite))
	_ask_for("shaking with laughter", 6)
	var arguments: PackedStringArray = ["sync", ProjectSettings.globalize_path("res://")]
	equal(OS.execute(OS.get_environment("PXE"), arguments), 0, "pxe sync in a terminal")
	check(FileAccess.get_file_as_bytes(_sheet(sprite)) != before, "it writes")
	check(await until(func() -> bool: return _shows_file(sprite), SOON), "its pixels are shown")
	check(await until(func() -> bool: return scene.count() == 6, SOON), "all of them")
	check(scene.is_whole(), "every frame is on the sheet")


func _ask_for(prompt: String, frames: int) -> void:
	var file: FileAccess = FileAccess.open(SIDECAR, FileAccess.WRITE)
	var request: Dictionary = {"prompt": prompt, "output_frames": frames}
	file.store_string(JSON.stringify({"animate": request, "fps": 12}))


func _sheet(sprite: AnimatedSprite2D) -> String:
	var texture: AtlasTexture = sprite.sprite_frames.get_frame_texture(&"default", 0)
	return texture.atlas.resource_path


## Whether the texture of the open scene has the pixels of the file.
func _shows_file(sprite: AnimatedSprite2D) -> bool:
	var texture: AtlasTexture = sprite.sprite_frames.get_frame_texture(&"default", 0)
	var shown: Image = texture.atlas.get_image()
	var file: Image = Image.load_from_file(ProjectSettings.globalize_path(_sheet(sprite)))
	shown.convert(Image.FORMAT_RGBA8)
	file.convert(Image.FORMAT_RGBA8)
	if shown.get_size() != file.get_size():
		return false
	var one: PackedByteArray = shown.get_data()
	var other: PackedByteArray = file.get_data()
	for at: int in range(0, one.size(), 4):
		if one[at + 3] != other[at + 3]:
			return false
		# The import gives clear pixels a colour.
		if one[at + 3] > 0 and one.slice(at, at + 3) != other.slice(at, at + 3):
			return false
	return true


func _find_dock() -> PXEDock:
	var found: Array[Node] = EditorInterface.get_base_control().find_children(
		"*", "PXEDock", true, false
	)
	return found[0]
