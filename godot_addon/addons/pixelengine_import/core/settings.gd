@tool
class_name PXESettings
extends RefCounted
## What a person sets: on this computer, or for this project on this computer.
##
## Nothing of it is in the project's files, and the API key is in none of it: pxe keeps it.

## Path of pxe; empty: it is looked for.
const PROGRAM: String = "pixelengine/pxe"
const SECTION: String = "pixelengine"
const AUTOSTART: String = "watch_with_project"


## Shows the settings in the editor's own dialog.
static func register() -> void:
	var settings: EditorSettings = EditorInterface.get_editor_settings()
	if not settings.has_setting(PROGRAM):
		settings.set_setting(PROGRAM, "")
	settings.set_initial_value(PROGRAM, "", false)
	settings.add_property_info(
		{"name": PROGRAM, "type": TYPE_STRING, "hint": PROPERTY_HINT_GLOBAL_FILE}
	)


static func get_program() -> String:
	var settings: EditorSettings = EditorInterface.get_editor_settings()
	if not settings.has_setting(PROGRAM):
		return ""
	return str(settings.get_setting(PROGRAM))


static func set_program(path: String) -> void:
	EditorInterface.get_editor_settings().set_setting(PROGRAM, path)


## Whether the watcher starts with the project.
static func get_autostart() -> bool:
	var settings: EditorSettings = EditorInterface.get_editor_settings()
	return settings.get_project_metadata(SECTION, AUTOSTART, true) == true


static func set_autostart(on: bool) -> void:
	EditorInterface.get_editor_settings().set_project_metadata(SECTION, AUTOSTART, on)
