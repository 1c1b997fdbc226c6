@tool
extends PXESpec
## Saves what pxe has written, as a person does who changes nothing, and moves it.

const SCENE: String = "res://art/hero.scene.tscn"
const LIBRARY: String = "res://art/hero.animations.tres"


func test_saved() -> void:
	EditorInterface.open_scene_from_path(SCENE)
	check(await until(_is_open.bind(SCENE)), "the scene is open")
	equal(EditorInterface.save_scene(), OK, "the scene is saved")
	var library: AnimationLibrary = load(LIBRARY)
	equal(ResourceSaver.save(library, LIBRARY), OK, "the library is saved")


func test_played() -> void:
	EditorInterface.open_scene_from_path(SCENE)
	check(await until(_is_open.bind(SCENE)), "the scene is open")
	var sprite: AnimatedSprite2D = EditorInterface.get_edited_scene_root()
	sprite.play()
	check(await until(func() -> bool: return sprite.frame_progress > 0.0), "it plays")
	sprite.pause()
	equal(EditorInterface.save_scene(), OK, "the scene is saved")


func test_moved() -> void:
	var hand: PXEDockHand = PXEDockHand.new()
	add_child(hand)
	await hand.rename("res://art/", "pictures")
	check(DirAccess.dir_exists_absolute("res://pictures"), "the folder has its new name")
	check(not DirAccess.dir_exists_absolute("res://art"), "and not its old one")
	await hand.rest()


func _is_open(path: String) -> bool:
	var root: Node = EditorInterface.get_edited_scene_root()
	return root != null and root.scene_file_path == path
