@tool
extends EditorPlugin
## Wires what the addon adds to the editor, and takes it out again.

const ExportFilter := preload("export_filter.gd")

var _export_filter: EditorExportPlugin = null


func _enter_tree() -> void:
	_export_filter = ExportFilter.new()
	add_export_plugin(_export_filter)


func _exit_tree() -> void:
	remove_export_plugin(_export_filter)
	_export_filter = null
