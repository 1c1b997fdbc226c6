@tool
class_name PXEExportFilter
extends EditorExportPlugin
## Keeps sidecars and frame metadata out of the exported game.
##
## To Godot they are ordinary JSON resources, so an export of all resources would ship the
## prompts in them. The game itself needs the sheets and the SpriteFrames only.

const LEFT_OUT: PackedStringArray = [".pxe.json", ".frames.json"]


func _get_name() -> String:
	return "PixelEngineImport"


func _export_file(path: String, _type: String, _features: PackedStringArray) -> void:
	for ending: String in LEFT_OUT:
		if path.ends_with(ending):
			skip()
			return
