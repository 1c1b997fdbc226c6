@tool
class_name PXEReferences
extends RefCounted
## The files that a sidecar names, and how it names them after a move.

const RES: String = "res://"
## Fields that name a file when their value is a text.
const FIELDS: PackedStringArray = ["image", "source", "palette", "$schema"]
## A palette that is no file: the art's own colours.
const OWN_COLOURS: String = "source"


## Returns the JSON Merge Patch that lets a sidecar name the same files after a move.
##
## The old folder is where the sidecar was when its names were right; moved is called
## with each file that it names and returns where that is now. An empty patch: all is
## right as it stands.
static func patch(
	document: Dictionary, old_folder: String, new_folder: String, moved: Callable
) -> Dictionary:
	var changed: Dictionary = {}
	for key: String in document:
		var value: Variant = document[key]
		var new: Variant = value
		if value is String:
			if key in FIELDS and not (key == "palette" and value == OWN_COLOURS):
				new = _renamed(value, old_folder, new_folder, moved)
			if new != value:
				changed[key] = new
		elif value is Dictionary:
			var inner: Dictionary = patch(value, old_folder, new_folder, moved)
			if not inner.is_empty():
				changed[key] = inner
		elif value is Array:
			var items: Array = value
			var list: Array = _list(items, old_folder, new_folder, moved)
			if list != items:
				changed[key] = list.map(_plain)
	return changed


## Returns the file that a name means; empty when it is no file of the project.
static func resolve(text: String, folder: String) -> String:
	if text.to_lower().begins_with(RES):
		return RES + text.substr(RES.length()).simplify_path()
	if "://" in text or text.begins_with("/"):
		return ""
	return RES + folder.trim_prefix(RES).path_join(text).simplify_path()


## Names a file from a folder.
static func relative(path: String, folder: String) -> String:
	var to: PackedStringArray = path.trim_prefix(RES).split("/", false)
	var from: PackedStringArray = folder.trim_prefix(RES).split("/", false)
	var same: int = 0
	while same < from.size() and same < to.size() - 1 and from[same] == to[same]:
		same += 1
	return "../".repeat(from.size() - same) + "/".join(to.slice(same))


static func _renamed(
	text: String, old_folder: String, new_folder: String, moved: Callable
) -> String:
	var old: String = resolve(text, old_folder)
	if old.is_empty():
		return text
	var new: String = moved.call(old)
	if resolve(text, new_folder) == new:
		return text
	return new if text.to_lower().begins_with(RES) else relative(new, new_folder)


static func _list(items: Array, old_folder: String, new_folder: String, moved: Callable) -> Array:
	var list: Array = []
	for item: Variant in items:
		var new: Variant = item
		if item is Dictionary:
			var fields: Dictionary = item
			new = fields.merged(patch(fields, old_folder, new_folder, moved), true)
		list.append(new)
	return list


## A merge patch has lists as a whole, and JSON has made decimals of their numbers.
static func _plain(value: Variant) -> Variant:
	if value is Dictionary:
		var plain: Dictionary = {}
		var fields: Dictionary = value
		for key: String in fields:
			plain[key] = _plain(fields[key])
		return plain
	if value is Array:
		var items: Array = value
		return items.map(_plain)
	if value is float and value == floorf(value):
		return int(value)
	return value
