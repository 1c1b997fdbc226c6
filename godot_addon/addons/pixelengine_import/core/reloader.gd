@tool
class_name PXEReloader
extends Node
## Has the editor look at the files that pxe has written, so that open scenes show them.
##
## EditorFileSystem.scan_sources() is the one call for that. scan() and update_file()
## take note of a changed SpriteFrames without loading it, and no later call mends that.

## Everything that was written is loaded.
signal reloaded

## Several files, and several sidecars, are one look.
const GATHER: float = 0.2
const AGAIN: float = 0.1
## How often, and after how long, files are looked for that the editor did not find.
const SEARCHES: int = 10
const SEARCH_EVERY: float = 0.3
## File times are those of the system's last tick: they lag by up to this.
const TICK: float = 0.05
## Godot does not look at hidden files, and pxe sweeps those with this ending away.
const TOUCH: String = ".look.pxe-tmp"

## Says what was published; the editor must know of it. May stay null.
var bridge: PXEBridge = null

var _timer: Timer = Timer.new()
var _scanning: bool = false
var _expected: Dictionary = {}
var _searches: int = 0
var _not_before: float = 0.0


func _ready() -> void:
	_timer.one_shot = true
	_timer.timeout.connect(_look)
	add_child(_timer)


## Asks for a look, soon.
##
## Files that came or went where Godot may have looked in this very second are named:
## then the look waits for the next second, since a folder is listed again only when its
## time has changed, in whole seconds.
func request(files: PackedStringArray = PackedStringArray()) -> void:
	for file: String in files:
		_expected[file] = true
	if not files.is_empty():
		_not_before = floorf(Time.get_unix_time_from_system()) + 1.0 + TICK
	_searches = SEARCHES
	# Not put off again and again by a row of news.
	if _timer.is_stopped():
		_timer.start(GATHER)


func _look() -> void:
	var files: EditorFileSystem = EditorInterface.get_resource_filesystem()
	var early: bool = Time.get_unix_time_from_system() < _not_before
	# Also true while the project is read for the first time, and during imports.
	if files.is_scanning() or _scanning or early:
		_timer.start(AGAIN)
		return
	_scanning = true
	_touch_folders(PackedStringArray(_expected.keys()))
	if not files.sources_changed.is_connected(_on_sources_changed):
		files.sources_changed.connect(_on_sources_changed, CONNECT_ONE_SHOT)
	files.scan_sources()


func _on_sources_changed(_exist: bool) -> void:
	_scanning = false
	reloaded.emit()
	if not _timer.is_stopped():
		return
	var overlooked: PackedStringArray = _find_overlooked()
	if overlooked.is_empty() or _searches == 0:
		_expected.clear()
		return
	# It came into its folder in the second of an earlier look.
	_searches -= 1
	for file: String in overlooked:
		_expected[file] = true
	_timer.start(SEARCH_EVERY)


## Returns files that are there and that the editor does not know.
func _find_overlooked() -> PackedStringArray:
	var expected: PackedStringArray = PackedStringArray(_expected.keys())
	if bridge != null:
		for sidecar: PXESidecarState in bridge.status.sidecars:
			if not sidecar.published.is_empty():
				expected.append(sidecar.sheet_path())
				expected.append(sidecar.frames_path())
	var files: EditorFileSystem = EditorInterface.get_resource_filesystem()
	var found: PackedStringArray = PackedStringArray()
	for file: String in expected:
		if files.get_file_type(file).is_empty() and FileAccess.file_exists(file):
			found.append(file)
	return found


## Gives folders a new time, so that they are listed again.
static func _touch_folders(files: PackedStringArray) -> void:
	var folders: Dictionary = {}
	for path: String in files:
		folders[path.get_base_dir()] = true
	for folder: String in folders:
		var path: String = folder.path_join(TOUCH)
		var file: FileAccess = FileAccess.open(path, FileAccess.WRITE)
		# A folder that is gone, or is not ours to write into, is left alone.
		if file != null:
			file.close()
			DirAccess.remove_absolute(path)
