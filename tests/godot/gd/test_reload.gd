@tool
extends PXESpec
## What pxe writes shows in open scenes, whoever has pxe do it.

## How long that may take after the files are there.
const SOON: float = 3.0

var _bridge: PXEBridge = null
var _reloader: PXEReloader = null


func test_a_sync_from_a_terminal_shows_in_the_open_scenes() -> void:
	await _begin()
	var behind: PXEOpenScene = PXEOpenScene.open("slime")
	var scene: PXEOpenScene = PXEOpenScene.open("torch")
	var ids: Array = [scene.sprite.get_instance_id(), scene.sprite.sprite_frames.get_instance_id()]
	var history: UndoRedo = _act_on(scene.sprite)
	var version: int = history.get_version()
	EditorInterface.get_selection().clear()
	EditorInterface.get_selection().add_node(scene.sprite)
	equal([scene.count(), behind.count("hop")], [8, 8], "before")
	_write("torch", _torch(12))
	var slime: Dictionary = {"animate": {"prompt": "hopping", "output_frames": 4}, "fps": 10}
	_write("slime", {"animations": {"idle": slime, "hop": slime}})
	await _sync_elsewhere()
	check(await until(func() -> bool: return scene.count() == 12, SOON), "12 frames")
	check(await until(scene.has_new_sheet, SOON), "the sheet's size")
	check(scene.is_whole(), "every frame is on the sheet")
	check(await until(func() -> bool: return behind.count("hop") == 4, SOON), "the other tab")
	check(behind.has_new_sheet() and behind.is_whole(), "with its sheet")
	var now: Array = [scene.sprite.get_instance_id(), scene.sprite.sprite_frames.get_instance_id()]
	equal(now, ids, "nothing was exchanged")
	equal(EditorInterface.get_selection().get_selected_nodes(), [scene.sprite] as Array[Node])
	equal([history.has_undo(), history.get_version()], [true, version], "undo")
	history.undo()
	equal(scene.sprite.position, Vector2.ZERO, "still undoes")


func test_what_the_own_watch_writes_shows_in_the_open_scene() -> void:
	await _begin()
	_write("torch", _torch(8))
	await _sync_elsewhere()
	var scene: PXEOpenScene = PXEOpenScene.open("torch")
	check(await until(func() -> bool: return scene.count() == 8), "before")
	_bridge.start_watch()
	check(await until(_bridge.watcher.takes_orders), "the watch is on")
	var told: Array[int] = []
	_bridge.published.connect(func() -> void: told.append(Time.get_ticks_msec()))
	_write("torch", _torch(6))
	check(await until(func() -> bool: return not told.is_empty()), "it publishes")
	check(await until(func() -> bool: return scene.count() == 6, SOON), "6 frames")
	check(scene.has_new_sheet() and scene.is_whole(), "with the sheet")


func test_a_burst_ends_at_the_last_state() -> void:
	await _begin()
	var scene: PXEOpenScene = PXEOpenScene.open("torch")
	var other: PXEOpenScene = PXEOpenScene.open("ghost")
	_bridge.start_watch()
	check(await until(_bridge.watcher.takes_orders), "the watch is on")
	for count: int in [4, 16, 10, 14]:
		_write("torch", _torch(count))
		var float_up: Dictionary = {"animate": {"prompt": "floating", "output_frames": count}}
		_write("ghost", {"animations": {"float": float_up}})
		await get_tree().create_timer(0.05).timeout
	check(await until(func() -> bool: return scene.count() == 14), "the last of the one")
	check(await until(func() -> bool: return other.count("float") == 14), "and of the other")
	await get_tree().create_timer(1.0).timeout
	equal([scene.count(), other.count("float")], [14, 14], "it stays so")
	check(scene.has_new_sheet() and other.has_new_sheet(), "with their sheets")


func test_writes_within_one_second_are_all_seen() -> void:
	await _begin()
	var scene: PXEOpenScene = PXEOpenScene.open("torch")
	for count: int in [4, 6, 8, 10]:
		_write("torch", _torch(count))
		await _sync_elsewhere()
		# A look between the writes takes note of the file's second.
		_reloader.request()
	check(await until(func() -> bool: return scene.count() == 10, SOON), "%d" % scene.count())
	check(await until(scene.has_new_sheet, SOON), "with the sheet")


func test_a_request_while_the_project_is_read_is_not_lost() -> void:
	await _begin()
	var scene: PXEOpenScene = PXEOpenScene.open("torch")
	_write("torch", _torch(2))
	var answer: PXEAnswer = await _bridge.run(PackedStringArray(["sync", _bridge.project_root()]))
	equal(answer.code, 0, answer.problem())
	EditorInterface.get_resource_filesystem().scan_sources()
	_reloader.request()
	check(await until(func() -> bool: return scene.count() == 2, SOON), "2 frames")


func test_outputs_in_a_new_folder_are_found() -> void:
	await _begin()
	_bridge.start_watch()
	check(await until(_bridge.watcher.takes_orders), "the watch is on")
	DirAccess.make_dir_absolute("res://fresh")
	DirAccess.copy_absolute("res://art/torch.png", "res://fresh/imp.png")
	var file: FileAccess = FileAccess.open("res://fresh/imp.pxe.json", FileAccess.WRITE)
	file.store_string(JSON.stringify(_torch(6)))
	file.close()
	var frames: String = "res://fresh/imp.frames.tres"
	check(await until(func() -> bool: return FileAccess.file_exists(frames)), "written")
	var files: EditorFileSystem = EditorInterface.get_resource_filesystem()
	var known: Callable = func() -> bool: return files.get_file_type(frames) == "SpriteFrames"
	check(await until(known, SOON), "the editor knows it")
	var sheet: Callable = func() -> bool: return ResourceLoader.exists("res://fresh/imp.sheet.png")
	check(await until(sheet, SOON), "and its sheet")
	var loaded: SpriteFrames = load(frames)
	equal(loaded.get_frame_count("default"), 6)
	DirAccess.copy_absolute("res://art/torch.png", "res://fresh/elf.png")
	DirAccess.copy_absolute("res://fresh/imp.pxe.json", "res://fresh/elf.pxe.json")
	var elf: String = "res://fresh/elf.frames.tres"
	check(await until(func() -> bool: return FileAccess.file_exists(elf)), "a second one")
	known = func() -> bool: return files.get_file_type(elf) == "SpriteFrames"
	check(await until(known, SOON), "is known in the same second too")


func _begin() -> void:
	_bridge = PXEBridge.new()
	_bridge.program = OS.get_environment("PXE")
	add_child(_bridge)
	_reloader = PXEReloader.new()
	_reloader.bridge = _bridge
	add_child(_reloader)
	_bridge.published.connect(_reloader.request)
	await _bridge.run(PackedStringArray(["status", _bridge.project_root()]))
	_bridge.look()


func _torch(frames: int) -> Dictionary:
	return {"animate": {"prompt": "flame flickering", "output_frames": frames}, "fps": 12}


func _write(stem: String, document: Dictionary) -> void:
	var file: FileAccess = FileAccess.open("res://art/%s.pxe.json" % stem, FileAccess.WRITE)
	file.store_string(JSON.stringify(document))


## Runs pxe as somebody else does: only status.json tells this bridge of it.
func _sync_elsewhere() -> void:
	var somebody: PXEBridge = PXEBridge.new()
	somebody.program = _bridge.program
	add_child(somebody)
	var answer: PXEAnswer = await somebody.run(PackedStringArray(["sync", _bridge.project_root()]))
	equal(answer.code, 0, answer.problem())
	somebody.queue_free()


func _act_on(sprite: AnimatedSprite2D) -> UndoRedo:
	var manager: EditorUndoRedoManager = EditorInterface.get_editor_undo_redo()
	manager.create_action("Move", UndoRedo.MERGE_DISABLE, sprite)
	manager.add_do_property(sprite, &"position", Vector2(8, 8))
	manager.add_undo_property(sprite, &"position", Vector2.ZERO)
	manager.commit_action()
	return manager.get_history_undo_redo(manager.get_object_history_id(sprite))
