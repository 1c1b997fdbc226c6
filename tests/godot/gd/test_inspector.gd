@tool
extends PXESpec
## What the inspector says of generated SpriteFrames.

const HERO: String = "res://art/knight.frames.tres"

var _bridge: PXEBridge = null
var _plugin: EditorPlugin = null
var _inspector: PXEInspector = null


func test_generated_sprite_frames_say_what_they_come_from() -> void:
	_begin()
	EditorInterface.edit_resource(load(HERO))
	var note: PXEGeneratedNote = await _note()
	check(_shows(note, "Generated from knight.pxe.json."), "from what")
	check(_shows(note, "edit the sidecar"), "what to do")
	check(_shows(note, "Not looked at yet."), "nothing is known")
	_tell("stale", ["the art changed"])
	check(_shows(note, "Out of date"), "the state follows")
	_end()


func test_sprites_that_play_them_say_so_too() -> void:
	_begin()
	for sprite: Node in [AnimatedSprite2D.new(), AnimatedSprite3D.new()]:
		sprite.set(&"sprite_frames", load(HERO))
		add_child(sprite)
		EditorInterface.inspect_object(sprite)
		check(await _note() != null, sprite.get_class())
		EditorInterface.inspect_object(null)
		check(await until(func() -> bool: return _notes().is_empty()), "gone with the sprite")
	_end()


func test_the_buttons_lead_to_the_sidecar() -> void:
	_begin()
	EditorInterface.edit_resource(load(HERO))
	var note: PXEGeneratedNote = await _note()
	var wanted: PackedStringArray = PackedStringArray()
	var said: Array[String] = []
	_inspector.edit_wanted.connect(func(path: String) -> void: said.append("edit " + path))
	_inspector.show_wanted.connect(func(path: String) -> void: said.append("show " + path))
	for button: Button in note.find_children("*", "Button", true, false):
		button.pressed.emit()
	wanted = ["edit res://art/knight.pxe.json", "show res://art/knight.pxe.json"]
	equal(PackedStringArray(said), wanted)
	_end()


func test_other_sprite_frames_are_left_alone() -> void:
	var own: SpriteFrames = SpriteFrames.new()
	equal(PXEInspector.find_sidecar(own), "", "not saved")
	own.take_over_path("res://art/own.tres")
	equal(PXEInspector.find_sidecar(own), "", "another name")
	own.take_over_path("res://art/nobody.frames.tres")
	equal(PXEInspector.find_sidecar(own), "", "no sidecar")
	equal(PXEInspector.find_sidecar(self), "", "no sprite")
	var sprite: AnimatedSprite2D = AnimatedSprite2D.new()
	equal(PXEInspector.find_sidecar(sprite), "", "no frames")
	sprite.free()


func _begin() -> void:
	_bridge = PXEBridge.new()
	add_child(_bridge)
	_inspector = PXEInspector.new(_bridge)
	_plugin = EditorPlugin.new()
	_plugin.add_inspector_plugin(_inspector)


func _end() -> void:
	EditorInterface.inspect_object(null)
	_plugin.remove_inspector_plugin(_inspector)
	_plugin.free()


func _tell(state: String, reasons: Array) -> void:
	var entry: Dictionary = {"sidecar": "art/knight.pxe.json", "state": state, "reasons": reasons}
	_bridge.status = PXEStatus.read(JSON.stringify({"format": 1, "sidecars": [entry]}))
	_bridge.status_changed.emit()


func _note() -> PXEGeneratedNote:
	check(await until(func() -> bool: return not _notes().is_empty()), "it is shown")
	return _notes()[0] if not _notes().is_empty() else null


func _notes() -> Array[PXEGeneratedNote]:
	var found: Array[PXEGeneratedNote] = []
	var all: Array[Node] = EditorInterface.get_inspector().find_children(
		"*", "PanelContainer", true, false
	)
	for node: Node in all:
		if node is PXEGeneratedNote and not node.is_queued_for_deletion():
			found.append(node)
	return found


func _shows(root: Node, words: String) -> bool:
	for label: Label in root.find_children("*", "Label", true, false):
		if words in label.text:
			return true
	return false
