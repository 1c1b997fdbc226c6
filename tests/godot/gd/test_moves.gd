@tool
extends PXESpec
## Files that are moved in the real FileSystem dock, with a real pxe.

const SCENE: String = """[gd_scene format=3]

[ext_resource type="SpriteFrames" uid="%s" path="res://art/%s.frames.tres" id="1"]

[node name="Main" type="AnimatedSprite2D"]
sprite_frames = ExtResource("1")
"""

var _bridge: PXEBridge = null
var _moves: PXEMoves = null
var _hand: PXEDockHand = null


func test_everything_follows_renamed_art_and_scenes_find_it() -> void:
	await _begin()
	var scene: String = await _scene("torch")
	EditorInterface.open_scene_from_path(scene)
	var node: AnimatedSprite2D = EditorInterface.get_edited_scene_root()
	var frames: SpriteFrames = node.sprite_frames
	await _hand.rename("res://art/torch.png", "lamp.png")
	await _settled()
	for ending: String in [".png", ".pxe.json", ".sheet.png", ".frames.tres", ".frames.json"]:
		check(FileAccess.file_exists("res://art/lamp" + ending), "lamp" + ending)
		check(not FileAccess.file_exists("res://art/torch" + ending), "no torch" + ending)
	equal(frames.resource_path, "res://art/lamp.frames.tres", "what is loaded goes along")
	equal(ResourceUID.get_id_path(_uid("lamp")), "res://art/lamp.frames.tres", "the uid")
	_loads_anew(scene, "res://art/lamp.sheet.png")
	ResourceSaver.save(frames)
	await _costs_nothing("res://art/lamp.pxe.json")
	_loads_anew(scene, "res://art/lamp.sheet.png")
	EditorInterface.close_scene()


func test_sprite_frames_that_godot_saves_are_no_conflict() -> void:
	await _begin()
	var path: String = "res://art/slime.frames.tres"
	var before: String = FileAccess.get_file_as_string(path)
	ResourceSaver.save(load(path))
	var after: String = FileAccess.get_file_as_string(path)
	check(after != before and "uid://" in after.get_slice("\n", 2), "Godot adds a uid")
	await _costs_nothing("res://art/slime.pxe.json")
	equal(FileAccess.get_file_as_string(path), after, "and it stays")


func test_a_sidecar_takes_its_outputs_along_and_asks_about_its_art() -> void:
	await _begin()
	DirAccess.make_dir_absolute("res://mobs")
	EditorInterface.get_resource_filesystem().scan()
	await _hand.rest()
	var scene: String = await _scene("slime")
	await _hand.move("res://art/slime.pxe.json", "res://mobs")
	check(await until(func() -> bool: return _moves.question.visible), "it asks")
	check("art/slime.png" in _moves.question.dialog_text, _moves.question.dialog_text)
	check(FileAccess.file_exists("res://mobs/slime.frames.tres"), "the outputs are there")
	check(FileAccess.file_exists("res://art/slime.png"), "the art is not")
	_moves.question.get_ok_button().pressed.emit()
	await _settled()
	check(FileAccess.file_exists("res://mobs/slime.png"), "now it is")
	_loads_anew(scene, "res://mobs/slime.sheet.png")
	await _costs_nothing("res://mobs/slime.pxe.json")


func test_art_that_is_left_is_named_in_the_sidecar() -> void:
	await _begin()
	await _hand.move("res://art/ghost.pxe.json", "res://")
	check(await until(func() -> bool: return _moves.question.visible), "it asks")
	_moves.question.get_cancel_button().pressed.emit()
	await _settled()
	check(await until(func() -> bool: return _named("res://ghost.pxe.json") != ""), "named")
	equal(_named("res://ghost.pxe.json"), "art/ghost.png")
	await _costs_nothing("res://ghost.pxe.json")


func test_a_moved_folder_costs_nothing() -> void:
	await _begin()
	var scene: String = await _scene("knight")
	await _hand.rename("res://art/", "pictures")
	await _settled()
	_loads_anew(scene, "res://pictures/knight.sheet.png")
	await _costs_nothing("res://pictures/knight.pxe.json")
	await _costs_nothing("res://pictures/archer.pxe.json")
	_loads_anew(scene, "res://pictures/knight.sheet.png")
	await _hand.rename("res://pictures/", "art")


func test_what_belongs_to_deleted_art_goes_to_the_trash_when_it_is_agreed() -> void:
	await _begin()
	await _hand.delete("res://art/bat.pxe.json")
	check(await until(func() -> bool: return _moves.question.visible), "it asks")
	check("art/bat.frames.tres" in _moves.question.dialog_text, _moves.question.dialog_text)
	_moves.question.get_cancel_button().pressed.emit()
	await _settled()
	check(FileAccess.file_exists("res://art/bat.frames.tres"), "kept")
	await _hand.delete("res://art/archer.png")
	check(await until(func() -> bool: return _moves.question.visible), "it asks again")
	_moves.question.get_ok_button().pressed.emit()
	await _settled()
	for ending: String in [".pxe.json", ".sheet.png", ".sheet.png.import", ".frames.tres"]:
		check(not FileAccess.file_exists("res://art/archer" + ending), "archer" + ending)
	check(FileAccess.file_exists("res://art/archer_aim.png"), "other art stays")


func _begin() -> void:
	_bridge = PXEBridge.new()
	_bridge.program = OS.get_environment("PXE")
	add_child(_bridge)
	var reloader: PXEReloader = PXEReloader.new()
	add_child(reloader)
	reloader.bridge = _bridge
	_bridge.published.connect(reloader.request)
	_moves = PXEMoves.new()
	_moves.bridge = _bridge
	_moves.files_changed.connect(reloader.request)
	add_child(_moves)
	_hand = PXEDockHand.new()
	add_child(_hand)
	await _hand.rest()


func _settled() -> void:
	check(await until(func() -> bool: return not _moves.is_busy()), "all is done")
	# The editor looks in the next second.
	await get_tree().create_timer(1.5).timeout
	await _hand.rest()


## Writes a scene that uses the SpriteFrames of a sidecar by their uid.
func _scene(stem: String) -> String:
	var path: String = "res://%s.tscn" % stem
	var file: FileAccess = FileAccess.open(path, FileAccess.WRITE)
	file.store_string(SCENE % [ResourceUID.id_to_text(_uid(stem)), stem])
	file.close()
	EditorInterface.get_resource_filesystem().scan()
	await _hand.rest()
	return path


func _uid(stem: String) -> int:
	return ResourceLoader.get_resource_uid("res://art/%s.frames.tres" % stem)


func _loads_anew(scene: String, sheet: String) -> void:
	var ignore: ResourceLoader.CacheMode = ResourceLoader.CACHE_MODE_IGNORE_DEEP
	var packed: PackedScene = ResourceLoader.load(scene, "", ignore)
	var node: AnimatedSprite2D = packed.instantiate()
	var animation: String = node.sprite_frames.get_animation_names()[0]
	var texture: AtlasTexture = node.sprite_frames.get_frame_texture(animation, 0)
	equal(texture.atlas.resource_path, sheet, "the sheet")
	check(texture.get_size().x > 0, "it has pixels")
	node.free()


## Says that pxe has nothing to pay for, and that a sync leaves nothing to do.
func _costs_nothing(sidecar: String) -> void:
	var place: String = _bridge.globalize(sidecar)
	var plan: PXEAnswer = await _bridge.run(PackedStringArray(["plan", place]))
	equal(plan.code, 0, "%s: %s" % [sidecar, plan.facts])
	equal(PXERead.number(plan.first("summary"), "new_jobs", -1), 0.0, "%s" % [plan.facts])
	var sync: PXEAnswer = await _bridge.run(PackedStringArray(["sync", place]))
	equal(sync.code, 0, "%s: %s" % [sidecar, sync.facts])
	var again: PXEAnswer = await _bridge.run(PackedStringArray(["sync", place]))
	equal(PXERead.number(again.first("summary"), "unchanged"), 1.0, "%s" % [again.facts])
	await _hand.rest()


func _named(sidecar: String) -> String:
	var document: Variant = JSON.parse_string(FileAccess.get_file_as_string(sidecar))
	return PXERead.text(document, "image") if document is Dictionary else ""
