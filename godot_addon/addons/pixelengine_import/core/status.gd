@tool
class_name PXEStatus
extends RefCounted
## What .pixelengine/status.json says: the state of the whole project.

const PATH: String = "res://.pixelengine/status.json"
## The format that this addon reads.
const FORMAT: int = 1

## Why nothing can be read; empty when all is well.
var trouble: String = ""
## The version of pxe that wrote it; empty when there is no file.
var version: String = ""
## Who works or has worked last: "pxe watch", say.
var command: String = ""
## When that began.
var started: String = ""
## Whether it is said to be at work. After a kill that stays so until the next run.
var is_working: bool = false
## The process that wrote it.
var process: int = -1
## "local", "live", or empty when it is not known.
var engine_kind: String = ""
var engine_title: String = ""
## Credits that can be spent; -1 when it is not known.
var available: int = -1
## What is about no single sidecar.
var notices: Array[Dictionary] = []
var sidecars: Array[PXESidecarState] = []


## Reads the file's text; an empty one says nothing, and nothing is wrong with that.
static func read(text: String) -> PXEStatus:
	var status: PXEStatus = PXEStatus.new()
	if text.is_empty():
		return status
	var json: JSON = JSON.new()
	if json.parse(text) != OK or json.data is not Dictionary:
		status.trouble = "%s is damaged. Run pxe status." % PATH
		return status
	var document: Dictionary = json.data
	status.version = PXERead.text(document, "version")
	var format: int = int(PXERead.number(document, "format"))
	if format != FORMAT:
		status.trouble = format_trouble(format)
		return status
	status._take(document)
	return status


## Says what to do when the other side speaks another format.
static func format_trouble(format: int) -> String:
	if format > FORMAT:
		return (
			"pxe is newer than this addon (format %d, read here: %d). " % [format, FORMAT]
			+ "Run pxe addon install in this project."
		)
	return (
		"pxe is older than this addon (format %d, read here: %d). " % [format, FORMAT]
		+ "Update pixelengine-import, then start the watcher again."
	)


## Returns the sidecar of a path in the project; null when there is none.
func find(path: String) -> PXESidecarState:
	var wanted: String = path.trim_prefix("res://")
	for sidecar: PXESidecarState in sidecars:
		if sidecar.path == wanted:
			return sidecar
	return null


## Returns the states of all, each once, in the order of the alphabet.
func states() -> PackedStringArray:
	var found: PackedStringArray = PackedStringArray()
	for sidecar: PXESidecarState in sidecars:
		if sidecar.state not in found:
			found.append(sidecar.state)
	found.sort()
	return found


## Whether outputs were written since another reading.
func has_published_since(before: PXEStatus) -> bool:
	var known: Dictionary = {}
	for sidecar: PXESidecarState in before.sidecars:
		known[sidecar.path] = sidecar.published
	for sidecar: PXESidecarState in sidecars:
		if sidecar.published != known.get(sidecar.path, ""):
			return true
	return false


func _take(document: Dictionary) -> void:
	var run: Dictionary = PXERead.object(document, "run")
	command = PXERead.text(run, "command")
	started = PXERead.text(run, "started")
	process = int(PXERead.number(run, "process", -1))
	is_working = run.has("ended") and run["ended"] == null
	var engine: Dictionary = PXERead.object(document, "engine")
	engine_kind = PXERead.text(engine, "kind")
	engine_title = PXERead.text(engine, "title")
	available = int(PXERead.number(engine, "available", -1))
	notices = PXERead.objects(document, "notices")
	for entry: Dictionary in PXERead.objects(document, "sidecars"):
		var sidecar: PXESidecarState = PXESidecarState.read(entry)
		if sidecar != null:
			sidecars.append(sidecar)
