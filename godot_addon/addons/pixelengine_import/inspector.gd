@tool
class_name PXEInspector
extends EditorInspectorPlugin
## Shows at a generated SpriteFrames, and at sprites that play one, what it comes from.

## The sidecar is to be edited; it is named as a resource path.
signal edit_wanted(sidecar: String)
## The sidecar is to be shown in the dock.
signal show_wanted(sidecar: String)

const FRAMES: String = ".frames.tres"

var _bridge: PXEBridge = null


func _init(bridge: PXEBridge) -> void:
	_bridge = bridge


func _can_handle(object: Object) -> bool:
	return not find_sidecar(object).is_empty()


func _parse_begin(object: Object) -> void:
	var sidecar: String = find_sidecar(object)
	var note: PXEGeneratedNote = PXEGeneratedNote.new(_bridge, sidecar)
	note.edit_pressed.connect(func() -> void: edit_wanted.emit(sidecar))
	note.show_pressed.connect(func() -> void: show_wanted.emit(sidecar))
	add_custom_control(note)


## Returns the sidecar that something in the inspector was generated from; empty for
## what was not.
static func find_sidecar(object: Object) -> String:
	var frames: SpriteFrames = object as SpriteFrames
	if object is AnimatedSprite2D or object is AnimatedSprite3D:
		frames = object.get(&"sprite_frames")
	if frames == null or not frames.resource_path.ends_with(FRAMES):
		return ""
	var sidecar: String = frames.resource_path.trim_suffix(FRAMES) + PXESidecarState.SUFFIX
	return sidecar if FileAccess.file_exists(sidecar) else ""
