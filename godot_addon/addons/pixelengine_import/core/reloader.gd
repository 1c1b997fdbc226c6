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

var _timer: Timer = Timer.new()
var _scanning: bool = false


func _ready() -> void:
	_timer.one_shot = true
	_timer.timeout.connect(_look)
	add_child(_timer)


## Asks for a look, soon.
func request() -> void:
	_timer.start(GATHER)


func _look() -> void:
	var files: EditorFileSystem = EditorInterface.get_resource_filesystem()
	# Also true while the project is read for the first time, and during imports.
	if files.is_scanning() or _scanning:
		_timer.start(AGAIN)
		return
	_scanning = true
	if not files.sources_changed.is_connected(_on_sources_changed):
		files.sources_changed.connect(_on_sources_changed, CONNECT_ONE_SHOT)
	files.scan_sources()


func _on_sources_changed(_exist: bool) -> void:
	_scanning = false
	reloaded.emit()
