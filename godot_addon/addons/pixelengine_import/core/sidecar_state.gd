@tool
class_name PXESidecarState
extends RefCounted
## How one sidecar stands, as pxe reports it.

const SUFFIX: String = ".pxe.json"

## Path in the project, without res://.
var path: String = ""
## A word of pxe; one that is not known here is shown as it is.
var state: String = ""
## Why, one line each.
var reasons: PackedStringArray = PackedStringArray()
## Upper price in credits of what is to be done.
var price: int = 0
## The art, in the project; empty when it is not known.
var image: String = ""
## One object for each animation, in their order.
var animations: Array[Dictionary] = []
## Jobs that are under way, by animation.
var jobs: Dictionary = {}
## What is wrong: code, message, line, column, field; empty when nothing is.
var problem: Dictionary = {}
## What is to be minded, one line each.
var warnings: PackedStringArray = PackedStringArray()
## Differs when anything about it does.
var fingerprint: int = 0
## When its outputs were last written.
var published: String = ""


## Reads an entry of status.json; null when it names no sidecar.
static func read(entry: Dictionary) -> PXESidecarState:
	var found: PXESidecarState = PXESidecarState.new()
	found.path = PXERead.text(entry, "sidecar")
	# Nothing outside of the project is shown or opened, whatever the file says.
	if not found.path.ends_with(SUFFIX) or not _is_inside(found.path):
		return null
	found.fingerprint = entry.hash()
	found.state = PXERead.text(entry, "state", "unknown")
	found.reasons = PXERead.texts(entry, "reasons")
	found.price = maxi(0, int(PXERead.number(entry, "price")))
	found.image = PXERead.text(entry, "image")
	found.animations = PXERead.objects(entry, "animations")
	found.jobs = PXERead.object(entry, "jobs")
	found.problem = PXERead.object(entry, "problem")
	found.warnings = PXERead.texts(entry, "warnings")
	found.published = PXERead.text(entry, "published")
	return found


## The sidecar as Godot names it.
func resource_path() -> String:
	return "res://" + path


## The SpriteFrames that are made of it.
func frames_path() -> String:
	return "res://%s.frames.tres" % path.trim_suffix(SUFFIX)


## The sheet that is made of it.
func sheet_path() -> String:
	return "res://%s.sheet.png" % path.trim_suffix(SUFFIX)


## The art as Godot names it; empty when it is not known.
func image_path() -> String:
	return "res://" + image if not image.is_empty() and _is_inside(image) else ""


## What a person calls it: the file's name without its suffix.
func title() -> String:
	return path.get_file().trim_suffix(SUFFIX)


## How far its jobs are, 0 to 1; -1 when nothing is known of that.
func progress() -> float:
	var sum: float = 0.0
	var known: int = 0
	for name: String in jobs:
		var job: Dictionary = PXERead.object(jobs, name)
		if job.get("progress") is float:
			sum += PXERead.number(job, "progress")
			known += 1
	return clampf(sum / known, 0.0, 1.0) if known > 0 else -1.0


## Whether jobs of its are under way.
func is_busy() -> bool:
	return not jobs.is_empty() or state in ["queued", "running"]


## What to read first: what is wrong, else why there is work, else what to mind.
func explanation() -> String:
	var wrong: String = PXERead.text(problem, "message")
	if not wrong.is_empty():
		return wrong
	if not reasons.is_empty():
		return "\n".join(reasons)
	return "\n".join(warnings)


## Whether it belongs to what was searched for.
func matches(words: String) -> bool:
	for word: String in words.to_lower().split(" ", false):
		if word not in path.to_lower() and word not in state and not _mentions(word):
			return false
	return true


static func _is_inside(file: String) -> bool:
	if not file.is_relative_path() or "\\" in file or ":" in file:
		return false
	return ".." not in file.split("/")


func _mentions(word: String) -> bool:
	for animation: Dictionary in animations:
		var name: String = PXERead.text(animation, "name").to_lower()
		if word in name or word in PXERead.text(animation, "prompt").to_lower():
			return true
	return false
