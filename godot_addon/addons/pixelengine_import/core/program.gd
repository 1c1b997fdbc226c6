@tool
class_name PXEProgram
extends RefCounted
## Finds pxe on this computer.

## Folders of a virtual environment, in the project or above it.
const ENVIRONMENTS: PackedStringArray = [".venv", "venv"]
## How far above the project one is looked for.
const HEIGHT: int = 3


## Returns the first pxe that there is; empty when there is none.
static func find(setting: String) -> String:
	if not setting.strip_edges().is_empty():
		var named: String = setting.strip_edges()
		return named if FileAccess.file_exists(named) else ""
	var project: String = ProjectSettings.globalize_path("res://")
	var windows: bool = OS.get_name() == "Windows"
	var home: String = OS.get_environment("USERPROFILE" if windows else "HOME")
	var paths: PackedStringArray = candidates(
		project, home, OS.get_environment("VIRTUAL_ENV"), OS.get_environment("PATH"), windows
	)
	for path: String in paths:
		if FileAccess.file_exists(path):
			return path
	return ""


## Returns where pxe may be, the likeliest first.
##
## The environment of the project itself goes before the system's; a program that was
## started from a desktop often has a shorter PATH than a terminal, so the folders that
## pipx and uv use are looked into at last.
static func candidates(
	project: String, home: String, environment: String, path: String, windows: bool
) -> PackedStringArray:
	var inside: String = "Scripts/pxe.exe" if windows else "bin/pxe"
	var name: String = inside.get_file()
	var found: PackedStringArray = PackedStringArray()
	var folder: String = project.trim_suffix("/")
	for step: int in HEIGHT:
		for venv: String in ENVIRONMENTS:
			found.append(folder.path_join(venv).path_join(inside))
		if folder == folder.get_base_dir():
			break
		folder = folder.get_base_dir()
	if not environment.is_empty():
		found.append(environment.path_join(inside))
	for entry: String in path.split(";" if windows else ":", false):
		found.append(entry.path_join(name))
	if not home.is_empty():
		found.append(home.path_join(".local/bin").path_join(name))
	return found
