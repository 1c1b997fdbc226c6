@tool
class_name PXEContextMenu
extends EditorContextMenuPlugin
## What a right click on art or on a sidecar in the FileSystem dock offers.

## Pictures are to be animated, or one sidecar is to be edited.
signal wanted(paths: PackedStringArray)


func _popup_menu(paths: PackedStringArray) -> void:
	var text: String = offer(paths)
	if not text.is_empty():
		add_context_menu_item(text, _choose)


## Returns what is offered for a selection; empty when nothing is.
static func offer(paths: PackedStringArray) -> String:
	if paths.size() == 1 and paths[0].ends_with(PXEDraft.SUFFIX):
		return "Edit with Pixel Engine…"
	for path: String in paths:
		if not PXEDraft.is_art(path):
			return ""
	return "" if paths.is_empty() else "Animate with Pixel Engine…"


func _choose(paths: Array) -> void:
	wanted.emit(PackedStringArray(paths))
