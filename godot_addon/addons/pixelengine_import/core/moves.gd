@tool
class_name PXEMoves
extends Node
## Keeps sidecars, art and outputs together when files are moved in the FileSystem dock.
##
## The dock has moved the files, and Godot's own files beside them, when it tells of it,
## and has the project read anew then. What belongs to them follows after that: Godot
## complains about files that go while it reads. The uids travel in the files, so scenes
## go on finding them.

## Files were moved or deleted here: the editor has to look for those that are named.
signal files_changed(files: PackedStringArray)

## The project counts as read when that was so for a while: a scan begins late.
const LOOK_EVERY: float = 0.1
const QUIET_LOOKS: int = 3
## How many files a question names.
const NAMED: int = 12

var bridge: PXEBridge = null
## Asks about what belongs to deleted files, or about art; its default is no.
var question: ConfirmationDialog = ConfirmationDialog.new()

var _moved: Dictionary = {}
var _folders: Dictionary = {}
var _removed: PackedStringArray = PackedStringArray()
var _queued: bool = false
var _working: bool = false
var _settling: bool = false
var _answered: Callable = Callable()
var _questions: Array[Array] = []


func _ready() -> void:
	var dock: FileSystemDock = EditorInterface.get_file_system_dock()
	dock.files_moved.connect(_on_files_moved)
	dock.folder_moved.connect(_on_folder_moved)
	dock.file_removed.connect(_on_file_removed)
	add_child(question)
	question.confirmed.connect(_answer.bind(true))
	question.canceled.connect(_answer.bind(false))


func _exit_tree() -> void:
	var dock: FileSystemDock = EditorInterface.get_file_system_dock()
	dock.files_moved.disconnect(_on_files_moved)
	dock.folder_moved.disconnect(_on_folder_moved)
	dock.file_removed.disconnect(_on_file_removed)


## Whether something is still to be done, a question to be answered included.
func is_busy() -> bool:
	return _queued or _working or _answered.is_valid() or _settling


func _on_files_moved(old: String, new: String) -> void:
	_moved[old] = new
	if PXEMovePlan.matters(old):
		_queue()


func _on_folder_moved(old: String, new: String) -> void:
	# Files that are no resources, palettes say, are not told of one by one.
	_folders[old.trim_suffix("/") + "/"] = new.trim_suffix("/") + "/"
	_queue()


func _on_file_removed(file: String) -> void:
	if PXEMovePlan.matters(file):
		_removed.append(file)
		_queue()


func _queue() -> void:
	if not _queued:
		# The dock tells of many files in a row: they are one move.
		_queued = true
		_work.call_deferred()


func _work() -> void:
	if _working or not is_inside_tree():
		return
	_working = true
	await _until_read()
	while is_inside_tree() and _has_news():
		await _work_once()
	_queued = false
	_working = false


func _has_news() -> bool:
	return not (_moved.is_empty() and _folders.is_empty() and _removed.is_empty())


func _until_read() -> void:
	var files: EditorFileSystem = EditorInterface.get_resource_filesystem()
	var quiet: int = 0
	while quiet < QUIET_LOOKS:
		await get_tree().create_timer(LOOK_EVERY).timeout
		if not is_inside_tree():
			return
		quiet = 0 if files.is_scanning() else quiet + 1


func _work_once() -> void:
	var moved: Dictionary = _moved
	var folders: Dictionary = _folders
	var removed: PackedStringArray = _removed
	_moved = {}
	_folders = {}
	_removed = PackedStringArray()
	var where: Callable = func(path: String) -> String: return _find(path, moved, folders)
	var sidecars: Dictionary = _read_sidecars(where, moved)
	var plan: PXEMovePlan = PXEMovePlan.make(
		PackedStringArray(moved.keys()), where, sidecars, FileAccess.file_exists
	)
	if not plan.renames.is_empty():
		files_changed.emit(_rename_all(plan.renames))
	for text: String in plan.refusals:
		_say(text, EditorToaster.SEVERITY_WARNING)
	if not plan.art.is_empty():
		_ask_about_art(plan)
	var left: PackedStringArray = PXEMovePlan.leftovers(removed, sidecars, FileAccess.file_exists)
	if not left.is_empty():
		_ask_about_leftovers(removed, left)
	await _edit(plan.patches)
	if not is_inside_tree():
		return
	# A watch sees what has changed by itself.
	if not plan.renames.is_empty() and not bridge.watcher.takes_orders():
		await bridge.run(PackedStringArray(["status", bridge.project_root()]))


static func _find(path: String, moved: Dictionary, folders: Dictionary) -> String:
	if moved.has(path):
		return moved[path]
	for folder: String in folders:
		if path.begins_with(folder):
			return folders[folder] + path.substr(folder.length())
	return path


## Reads every sidecar where it is now; the editor may know it by its old path still.
func _read_sidecars(where: Callable, moved: Dictionary) -> Dictionary:
	var paths: Dictionary = {}
	var folders: Array[EditorFileSystemDirectory] = [
		EditorInterface.get_resource_filesystem().get_filesystem()
	]
	while not folders.is_empty():
		var folder: EditorFileSystemDirectory = folders.pop_back()
		for index: int in folder.get_subdir_count():
			folders.append(folder.get_subdir(index))
		for index: int in folder.get_file_count():
			if folder.get_file(index).ends_with(PXESidecarState.SUFFIX):
				paths[where.call(folder.get_file_path(index))] = true
	for new: String in moved.values():
		if new.ends_with(PXESidecarState.SUFFIX):
			paths[new] = true
	var documents: Dictionary = {}
	for path: String in paths:
		if FileAccess.file_exists(path):
			var json: JSON = JSON.new()
			var good: bool = json.parse(FileAccess.get_file_as_string(path)) == OK
			documents[path] = json.data if good and json.data is Dictionary else {}
	return documents


## Renames files, and returns where the editor has to look: the old and the new paths.
func _rename_all(pairs: Array[PackedStringArray]) -> PackedStringArray:
	var found: PackedStringArray = PackedStringArray()
	for pair: PackedStringArray in pairs:
		_rename(pair[0], pair[1])
		if not pair[1].ends_with(".import"):
			found.append_array(pair)
	return found


func _rename(from: String, to: String) -> void:
	# Looked at again: to rename over a file would replace it without a word.
	if FileAccess.file_exists(to) or DirAccess.rename_absolute(from, to) != OK:
		_say("%s could not be moved to %s." % [from, to], EditorToaster.SEVERITY_ERROR)
		return
	bridge.write_log("%s -> %s" % [from, to])
	if to.ends_with(PXEMovePlan.OUTPUTS[2]):
		_name_sheet(to, PXEMovePlan.OUTPUTS[0], from)
	_rename_loaded(from, to)


## Names the sheet's new place in the SpriteFrames, as pxe would write it.
func _name_sheet(frames: String, ending: String, old_frames: String) -> void:
	var own: String = PXEMovePlan.OUTPUTS[2]
	var text: String = FileAccess.get_file_as_string(frames)
	var old: String = _quoted(old_frames.trim_suffix(own) + ending)
	var new: String = _quoted(frames.trim_suffix(own) + ending)
	var file: FileAccess = FileAccess.open(frames, FileAccess.WRITE)
	if file == null:
		_say("%s cannot be written." % frames, EditorToaster.SEVERITY_ERROR)
		return
	file.store_string(text.replace(" path=%s " % old, " path=%s " % new))


static func _quoted(text: String) -> String:
	return '"%s"' % text.replace("\\", "\\\\").replace('"', '\\"')


## What is loaded, in an open scene say, goes by its new path from now on.
static func _rename_loaded(from: String, to: String) -> void:
	if not ResourceLoader.has_cached(from):
		return
	var resource: Resource = ResourceLoader.get_cached_ref(from)
	resource.take_over_path(to)
	var frames: SpriteFrames = resource as SpriteFrames
	if frames == null:
		return
	for animation: String in frames.get_animation_names():
		for index: int in frames.get_frame_count(animation):
			var texture: Texture2D = frames.get_frame_texture(animation, index)
			if texture != null and texture.resource_path.begins_with(from + "::"):
				texture.take_over_path(to + texture.resource_path.trim_prefix(from))


func _edit(patches: Dictionary) -> void:
	for sidecar: String in patches:
		var patch: Dictionary = patches[sidecar]
		var answer: PXEAnswer = await bridge.edit(sidecar, patch)
		if not is_inside_tree():
			return
		if not answer.is_good():
			_say(
				"%s names files that were moved: %s" % [sidecar, answer.problem()],
				EditorToaster.SEVERITY_ERROR
			)


func _ask_about_art(plan: PXEMovePlan) -> void:
	var files: PackedStringArray = PackedStringArray()
	for pair: PackedStringArray in plan.art:
		files.append(pair[0])
	_ask(
		"Move the art along with its sidecar?\n\n%s" % _listed(files),
		"Move Art Too",
		"Leave Art",
		func(agreed: bool) -> void: await _settle_art(plan, agreed)
	)


func _settle_art(plan: PXEMovePlan, agreed: bool) -> void:
	if agreed:
		var pairs: Array[PackedStringArray] = []
		for pair: PackedStringArray in plan.art:
			if FileAccess.file_exists(pair[0] + ".import"):
				pairs.append(PackedStringArray([pair[0] + ".import", pair[1] + ".import"]))
			pairs.append(pair)
		files_changed.emit(_rename_all(pairs))
	else:
		await _edit(plan.without_art)


func _ask_about_leftovers(removed: PackedStringArray, left: PackedStringArray) -> void:
	_ask(
		(
			"%s: deleted. Move what belongs to it to the trash too?\n\n%s"
			% [", ".join(_names(removed)), _listed(left)]
		),
		"Move to Trash",
		"Keep",
		func(agreed: bool) -> void: _throw_away(left, agreed)
	)


func _throw_away(files: PackedStringArray, agreed: bool) -> void:
	if agreed:
		for file: String in files:
			if OS.move_to_trash(ProjectSettings.globalize_path(file)) != OK:
				_say("%s could not be moved to the trash." % file, EditorToaster.SEVERITY_ERROR)
		files_changed.emit(files)


## One question at a time; the next one waits.
func _ask(text: String, yes: String, no: String, answered: Callable) -> void:
	_questions.append([text, yes, no, answered])
	if not _answered.is_valid() and not _settling:
		_ask_next()


func _ask_next() -> void:
	if _questions.is_empty():
		return
	var next: Array = _questions.pop_front()
	question.title = "Pixel Engine"
	question.dialog_text = next[0]
	question.ok_button_text = next[1]
	question.cancel_button_text = next[2]
	_answered = next[3]
	question.popup_centered()
	question.get_cancel_button().grab_focus()


func _answer(agreed: bool) -> void:
	var answered: Callable = _answered
	_answered = Callable()
	if answered.is_valid():
		_settling = true
		await _until_read()
		if not is_inside_tree():
			return
		await answered.call(agreed)
		_settling = false
	_ask_next()


static func _listed(files: PackedStringArray) -> String:
	var names: PackedStringArray = _names(files)
	if names.size() > NAMED:
		var more: int = names.size() - NAMED
		names = names.slice(0, NAMED)
		names.append("and %d more" % more)
	return "\n".join(names)


static func _names(files: PackedStringArray) -> PackedStringArray:
	var names: PackedStringArray = PackedStringArray()
	for file: String in files:
		if not file.ends_with(".import"):
			names.append(file.trim_prefix("res://"))
	return names


func _say(text: String, severity: EditorToaster.Severity) -> void:
	bridge.write_log(text)
	EditorInterface.get_editor_toaster().push_toast("Pixel Engine: %s" % text, severity)
