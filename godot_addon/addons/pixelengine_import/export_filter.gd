@tool
class_name PXEExportFilter
extends EditorExportPlugin
## Keeps sidecars and frame metadata out of the exported game.
##
## To Godot they are ordinary JSON resources, so an export of all resources would ship the
## prompts in them. The game itself needs the sheets and the SpriteFrames only.

const SIDECAR: String = ".pxe.json"
const METADATA: String = ".frames.json"


func _get_name() -> String:
	return "PixelEngineImport"


func _export_file(path: String, _type: String, _features: PackedStringArray) -> void:
	if path.ends_with(SIDECAR):
		skip()
	elif path.ends_with(METADATA):
		# A file of the game's own may be called so too.
		if FileAccess.file_exists(path.trim_suffix(METADATA) + SIDECAR):
			skip()
