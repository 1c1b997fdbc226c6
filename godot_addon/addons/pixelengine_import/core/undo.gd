@tool
class_name PXEUndo
extends RefCounted
## Makes a saved sidecar something that Ctrl+Z takes back.
##
## The actions are in the editor's global history: a sidecar belongs to no scene.

## Sidecars were written, or taken away.
signal written(paths: PackedStringArray)
## A step was not taken, and why.
signal refused(text: String)

var _manager: EditorUndoRedoManager = null


func _init(manager: EditorUndoRedoManager) -> void:
	_manager = manager


## Records what was written: each edit has path, before (null: no file) and after.
func record(edits: Array[Dictionary]) -> void:
	if edits.is_empty():
		return
	var arguments: Array = [_title(edits)]
	# From Godot 4.5 on an action can leave the project as saved as it was: the file is
	# on the disk already.
	if _manager.get_method_argument_count(&"create_action") > 4:
		arguments.append_array([UndoRedo.MERGE_DISABLE, null, false, false])
	_manager.callv(&"create_action", arguments)
	_manager.add_do_method(self, &"apply", edits, true)
	_manager.add_undo_method(self, &"apply", edits, false)
	_manager.commit_action(false)


## Writes the texts after (or before) the edits, if nobody has changed them meanwhile.
func apply(edits: Array[Dictionary], forward: bool) -> void:
	var from: String = "before" if forward else "after"
	var to: String = "after" if forward else "before"
	for edit: Dictionary in edits:
		var path: String = edit["path"]
		if not _holds(path, edit[from]):
			_refuse("%s has been changed since. It is left as it is." % path.get_file())
			return
	var paths: PackedStringArray = PackedStringArray()
	for edit: Dictionary in edits:
		var path: String = edit["path"]
		var problem: Error = _write(path, edit[to])
		if problem != OK:
			_refuse("%s cannot be written (%s)." % [path, error_string(problem)])
			break
		paths.append(path)
	written.emit(paths)


static func _title(edits: Array[Dictionary]) -> String:
	if edits.size() > 1:
		return "Edit %d sidecars" % edits.size()
	var word: String = "Create" if edits[0]["before"] == null else "Edit"
	return "%s %s" % [word, str(edits[0]["path"]).get_file()]


## Bytes are compared: a text that is read loses its byte order mark.
static func _holds(path: String, text: Variant) -> bool:
	if not FileAccess.file_exists(path):
		return text == null
	return text != null and FileAccess.get_file_as_bytes(path) == str(text).to_utf8_buffer()


static func _write(path: String, text: Variant) -> Error:
	if text == null:
		return DirAccess.remove_absolute(path)
	# A new file takes the place of the old one at once: nobody reads half a text. The
	# dot keeps it from the editor's eyes.
	var hidden: String = ".%s.%d.tmp" % [path.get_file(), OS.get_process_id()]
	var fresh: String = path.get_base_dir().path_join(hidden)
	var file: FileAccess = FileAccess.open(fresh, FileAccess.WRITE)
	if file == null:
		return FileAccess.get_open_error()
	file.store_string(str(text))
	file.flush()
	var problem: Error = file.get_error()
	file.close()
	if problem == OK:
		problem = DirAccess.rename_absolute(fresh, path)
	if problem != OK:
		DirAccess.remove_absolute(fresh)
	return problem


func _refuse(text: String) -> void:
	refused.emit(text)
	var toaster: EditorToaster = EditorInterface.get_editor_toaster()
	toaster.push_toast("Pixel Engine: %s" % text, EditorToaster.SEVERITY_WARNING)
