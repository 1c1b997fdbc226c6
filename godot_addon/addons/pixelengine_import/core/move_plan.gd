@tool
class_name PXEMovePlan
extends RefCounted
## What follows when files of the project were moved or deleted. It touches nothing.
##
## A sidecar follows its art, the outputs follow their sidecar, and what a sidecar names
## is named anew. Nothing replaces a file that is there.

const SUFFIX: String = PXESidecarState.SUFFIX
## The outputs of a sidecar, in the order in which they move, with Godot's own file.
const OUTPUTS: PackedStringArray = [
	".sheet.png",
	".sheet.png.import",
	".frames.tres",
	".scene.tscn",
	".animations.tres",
	".frames.json",
]
## How art of a sidecar's own name may end, the one that counts first.
const ART: PackedStringArray = [".png", ".jpg"]

## Pairs of paths, from and to, in their order.
var renames: Array[PackedStringArray] = []
## JSON Merge Patches, by the sidecar's path after the renames.
var patches: Dictionary = {}
## What could not follow, and why, one sentence each.
var refusals: PackedStringArray = PackedStringArray()
## Art that may follow its sidecar: pairs of paths.
var art: Array[PackedStringArray] = []
## What to do when it does not: patches by sidecar.
var without_art: Dictionary = {}

var _moved: Callable = Callable()
var _exists: Callable = Callable()
var _taken: Dictionary = {}
var _to: Dictionary = {}


## Says what follows from a move that has happened.
##
## moved is called with a path and returns where that was moved to, itself when it was
## not; files are the moved ones as they were called before. sidecars holds every
## sidecar's document by its path now; exists tells whether there is a file.
static func make(
	files: PackedStringArray, moved: Callable, sidecars: Dictionary, exists: Callable
) -> PXEMovePlan:
	var plan: PXEMovePlan = PXEMovePlan.new()
	plan._moved = moved
	plan._exists = exists
	var before: Dictionary = {}
	for file: String in files:
		before[moved.call(file)] = file
	for file: String in files:
		if file.ends_with(SUFFIX):
			plan._follow_sidecar(file, moved.call(file), sidecars)
		elif _is_art(file):
			plan._follow_art(file, moved.call(file), sidecars)
	for path: String in sidecars:
		plan._rename_inside(path, before.get(path, path), sidecars[path])
	return plan


## Returns what belongs to deleted files and is left, in their order.
static func leftovers(
	files: PackedStringArray, sidecars: Dictionary, exists: Callable
) -> PackedStringArray:
	var left: PackedStringArray = PackedStringArray()
	for file: String in files:
		if exists.call(file):
			continue
		var stem: String = stem_of(file)
		var own: String = stem + SUFFIX
		if _is_art(file):
			if not sidecars.has(own) or not _is_own(file, sidecars[own], exists):
				continue
			# Art that the sidecar makes is made again.
			if PXERead.object(sidecars[own], "image").is_empty() and own not in left:
				left.append(own)
			else:
				continue
		elif not file.ends_with(SUFFIX):
			continue
		for ending: String in OUTPUTS:
			if exists.call(stem + ending) and stem + ending not in left:
				left.append(stem + ending)
	return left


## Whether a file can have something that belongs to it.
static func matters(file: String) -> bool:
	var ending: String = file.get_extension().to_lower()
	return file.ends_with(SUFFIX) or ending in ["png", "jpg", "jpeg", "hex", "gpl", "pal"]


## Returns the path without what marks it as art or as a sidecar.
static func stem_of(file: String) -> String:
	return file.trim_suffix(SUFFIX) if file.ends_with(SUFFIX) else file.get_basename()


static func _is_art(file: String) -> bool:
	return "." + file.get_extension() in ART and not file.ends_with(OUTPUTS[0])


## Whether art of a sidecar's own name is what the sidecar is about.
static func _is_own(file: String, document: Dictionary, exists: Callable) -> bool:
	var named: String = PXERead.text(document, "image")
	if not named.is_empty():
		return PXEReferences.resolve(named, file.get_base_dir()) == file
	var first: String = stem_of(file) + ART[0]
	return file == first or not exists.call(first)


func _follow_art(old: String, new: String, sidecars: Dictionary) -> void:
	var sidecar: String = stem_of(old) + SUFFIX
	if not sidecars.has(sidecar) or not _is_own(old, sidecars[sidecar], _exists):
		return
	var pairs: Array[PackedStringArray] = _outputs(stem_of(old), stem_of(new))
	pairs.append(PackedStringArray([sidecar, stem_of(new) + SUFFIX]))
	for pair: PackedStringArray in pairs:
		if _is_taken(pair[1]):
			refusals.append(
				(
					"%s is there already: %s and its outputs stay where they are."
					% [_short(pair[1]), _short(sidecar)]
				)
			)
			return
	for pair: PackedStringArray in pairs:
		_add(pair)


func _follow_sidecar(old: String, new: String, sidecars: Dictionary) -> void:
	if not sidecars.has(new):
		return
	var pairs: Array[PackedStringArray] = _outputs(stem_of(old), stem_of(new))
	var document: Dictionary = sidecars[new]
	if not PXERead.object(document, "image").is_empty():
		for ending: String in [ART[0], ART[0] + ".import"]:
			if _exists.call(stem_of(old) + ending):
				pairs.append(PackedStringArray([stem_of(old) + ending, stem_of(new) + ending]))
	for pair: PackedStringArray in pairs:
		if _is_taken(pair[1]):
			refusals.append(
				"%s is there already: %s stays where it is." % [_short(pair[1]), _short(pair[0])]
			)
		else:
			_add(pair)
	if document.has("image"):
		return
	for ending: String in ART:
		var left: String = stem_of(old) + ending
		if not _exists.call(left):
			continue
		var image: String = PXEReferences.relative(left, new.get_base_dir())
		if _is_taken(stem_of(new) + ending):
			# What lies there is other art: the sidecar stays with its own.
			patches[new] = {"image": image}
			return
		art.append(PackedStringArray([left, stem_of(new) + ending]))
		without_art[new] = {"image": image}
		return


func _rename_inside(path: String, before: String, document: Dictionary) -> void:
	var now: String = _to.get(path, path)
	var patch: Dictionary = PXEReferences.patch(
		document, before.get_base_dir(), now.get_base_dir(), _where
	)
	if not document.has("image") and now == path and before == path:
		# Its art has gone without it.
		for ending: String in ART:
			var old: String = stem_of(path) + ending
			if _where(old) != old and not _exists.call(stem_of(path) + ART[0]):
				patch["image"] = PXEReferences.relative(_where(old), path.get_base_dir())
				break
	patch.merge(patches.get(now, {}))
	if not patch.is_empty():
		patches[now] = patch


func _where(path: String) -> String:
	return _to.get(path, _moved.call(path))


func _outputs(old: String, new: String) -> Array[PackedStringArray]:
	var found: Array[PackedStringArray] = []
	for ending: String in OUTPUTS:
		if old != new and _exists.call(old + ending):
			found.append(PackedStringArray([old + ending, new + ending]))
	return found


func _add(pair: PackedStringArray) -> void:
	renames.append(pair)
	_to[pair[0]] = pair[1]
	_taken[pair[1]] = true


func _is_taken(path: String) -> bool:
	return _taken.has(path) or _exists.call(path)


static func _short(path: String) -> String:
	return path.trim_prefix("res://")
