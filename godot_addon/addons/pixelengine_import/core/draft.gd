@tool
class_name PXEDraft
extends RefCounted
## A sidecar while it is being edited: what is in the file, and what shall be in it.
##
## It knows where a field stands, not what it may hold: that is pxe's to say. Fields that
## it does not know are kept as they are.

const SUFFIX: String = PXESidecarState.SUFFIX
## What pxe takes as art.
const ART: PackedStringArray = ["png", "jpg", "jpeg"]
## Pictures that pxe makes end like this.
const SHEET: String = ".sheet.png"
## How the animation of a sidecar without names is called.
const UNNAMED: String = "default"

## Keys of a document that belong to no single animation.
const SHARED: PackedStringArray = ["$schema", "defaults", "image", "animations"]
## Fields that stand beside a request. All others of a form stand in it.
const BESIDE: PackedStringArray = ["fps", "durations", "loop", "direction", "transparent"]
## Fields that only one kind of request has.
const OWN: Dictionary = {
	"animate": ["model", "output_frames"],
	"keyframes": ["render_mode", "total_frames", "frames"],
}

## The file, as Godot names it.
var sidecar: String = ""
## What the file holds; empty for a new one.
var document: Dictionary = {}
## What it shall hold.
var wanted: Dictionary = {}
## The picture that somebody chose; empty: the sidecar's own art.
var chosen: String = ""
## Why the file cannot be edited; empty when it can.
var trouble: String = ""


## Reads the text of a sidecar; an empty one is a new sidecar.
static func read(path: String, text: String) -> PXEDraft:
	var draft: PXEDraft = PXEDraft.new()
	draft.sidecar = path
	if text.strip_edges().is_empty():
		return draft
	var json: JSON = JSON.new()
	if json.parse(text) != OK:
		var place: Array = [path.get_file(), json.get_error_line() + 1, json.get_error_message()]
		draft.trouble = "%s:%d: %s. Mend it in a text editor first." % place
	elif json.data is not Dictionary:
		draft.trouble = "%s is no JSON object. Mend it in a text editor first." % path.get_file()
	else:
		draft.document = whole(json.data)
		draft.wanted = draft.document.duplicate(true)
	return draft


## Reads a sidecar of the project, which need not be there.
static func open(path: String) -> PXEDraft:
	var text: String = FileAccess.get_file_as_string(path) if FileAccess.file_exists(path) else ""
	return read(path, text)


## Tells whether a file is art that can be animated.
static func is_art(path: String) -> bool:
	return path.get_extension().to_lower() in ART and not path.ends_with(SHEET)


## Returns the sidecar that belongs to a picture.
static func sidecar_of(image: String) -> String:
	return image.get_basename() + SUFFIX


## Returns the animations, in their order.
func names() -> PackedStringArray:
	if wanted.get("animations") is Dictionary:
		var named: Dictionary = wanted["animations"]
		return PackedStringArray(named.keys())
	for kind: String in OWN:
		if wanted.has(kind):
			return PackedStringArray([UNNAMED])
	return PackedStringArray()


## Returns an animation as it stands; an empty object when there is none.
func animation(name: String) -> Dictionary:
	if not names().has(name):
		return {}
	if wanted.get("animations") is Dictionary:
		return PXERead.object(PXERead.object(wanted, "animations"), name)
	var own: Dictionary = {}
	for key: String in wanted:
		if key not in SHARED:
			own[key] = wanted[key]
	return own


## Returns how an animation is made: "animate" or "keyframes".
func kind_of(name: String) -> String:
	return "keyframes" if animation(name).has("keyframes") else "animate"


## Returns a field of an animation as it is written; null when it is not.
func value(name: String, field: String) -> Variant:
	var found: Dictionary = animation(name)
	if field in BESIDE:
		return found.get(field)
	return PXERead.object(found, kind_of(name)).get(field)


## Returns what counts when a field is left out.
func usual(kind: String, field: String, catalog: PXECatalog) -> Variant:
	var defaults: Dictionary = PXERead.object(wanted, "defaults")
	return defaults[field] if defaults.has(field) else catalog.usual(kind, field)


## Returns what counts: what is written, else what is usual.
func effective(name: String, kind: String, field: String, catalog: PXECatalog) -> Variant:
	var written: Variant = value(name, field)
	return usual(kind, field, catalog) if written == null else written


## Tells whether another animation has this name already.
func is_taken(original: String, name: String) -> bool:
	return name != original and names().has(name)


## Returns the art of an animation, as Godot names it, whether it is there or not.
func art(name: String = "") -> String:
	for place: Dictionary in [animation(name), wanted]:
		if place.get("image") is String:
			return resolve(PXERead.text(place, "image"))
	var stem: String = sidecar.trim_suffix(SUFFIX)
	for ending: String in ART:
		if FileAccess.file_exists("%s.%s" % [stem, ending]):
			return "%s.%s" % [stem, ending]
	return "%s.%s" % [stem, ART[0]]


## Returns the keyframes of an animation: index, image as Godot names it, strength.
func keys(name: String) -> Array[Dictionary]:
	var found: Array[Dictionary] = []
	var request: Dictionary = PXERead.object(animation(name), "keyframes")
	for frame: Dictionary in PXERead.objects(request, "frames"):
		var image: String = PXERead.text(frame, "image")
		(
			found
			. append(
				{
					"index": int(PXERead.number(frame, "index")),
					"image": art(name) if image.is_empty() else resolve(image),
					"strength": PXERead.number(frame, "strength", 1.0),
				}
			)
		)
	return found


## Returns keyframes as a sidecar holds them.
##
## A picture that is named already keeps the words in which it is named.
func write_keys(name: String, list: Array[Dictionary]) -> Array:
	var words: Dictionary = {own_art(name): ""}
	var before: Dictionary = PXERead.object(animation(name), "keyframes")
	for frame: Dictionary in PXERead.objects(before, "frames"):
		var image: String = PXERead.text(frame, "image")
		if not image.is_empty():
			words[resolve(image)] = image
	var written: Array = []
	for key: Dictionary in list:
		var frame: Dictionary = {"index": key["index"]}
		var image: String = key["image"]
		var word: String = words.get(image, write_path(image))
		if not word.is_empty():
			frame["image"] = word
		if key["strength"] != 1.0:
			frame["strength"] = whole(key["strength"])
		written.append(frame)
	return written


## Returns the art that an animation has, or will have when it is written.
func own_art(name: String) -> String:
	return art(name) if chosen.is_empty() or names().has(name) else chosen


## Returns a path as Godot names it.
func resolve(text: String) -> String:
	if text.begins_with("res://"):
		return "res://" + text.trim_prefix("res://").simplify_path()
	return "res://" + _folder().path_join(text).trim_prefix("res://").simplify_path()


## Returns a path as a sidecar names it.
func write_path(path: String) -> String:
	var folder: String = _folder().trim_suffix("/") + "/"
	return path.trim_prefix(folder) if path.begins_with(folder) else path


## Takes the values of a form over.
##
## A field that nobody changed stays as it is written; one that says what is usual, or
## null, is left out.
func put(
	original: String, name: String, kind: String, values: Dictionary, catalog: PXECatalog
) -> void:
	wanted = with(original, name, kind, values, catalog)


## Returns what the document would be with the values of a form.
func with(
	original: String, name: String, kind: String, values: Dictionary, catalog: PXECatalog
) -> Dictionary:
	var new: Dictionary = animation(original).duplicate(true)
	var request: Dictionary = PXERead.object(new, kind_of(original)).duplicate(true)
	for other: String in OWN:
		if other != kind:
			new.erase(other)
			for field: String in OWN[other]:
				request.erase(field)
	new = _with_first(new, kind, request)
	for field: String in values:
		var place: Dictionary = new if field in BESIDE else request
		var told: Variant = whole(values[field])
		if place.has(field) and same(place[field], told):
			continue
		if told == null or same(told, usual(kind, field, catalog)):
			place.erase(field)
		else:
			place[field] = told
	return _placed(original, name, new)


## Returns the JSON Merge Patch that makes the file what it shall be.
func patch() -> Dictionary:
	return difference(document, wanted)


## Returns the JSON Merge Patch (RFC 7396) from one object to another.
static func difference(before: Dictionary, after: Dictionary) -> Dictionary:
	var found: Dictionary = {}
	for key: String in before:
		if not after.has(key):
			found[key] = null
	for key: String in after:
		var new: Variant = after[key]
		if not before.has(key):
			found[key] = new
		elif before[key] is Dictionary and new is Dictionary:
			var deeper: Dictionary = difference(before[key], new)
			if not deeper.is_empty():
				found[key] = deeper
		elif not same(before[key], new):
			found[key] = new
	return found


## Tells whether two values of JSON are the same.
static func same(one: Variant, other: Variant) -> bool:
	return typeof(one) == typeof(other) and one == other


## Returns a value whose whole numbers are whole: Godot reads all numbers as fractions.
static func whole(json: Variant) -> Variant:
	if json is float:
		var number: float = json
		return int(number) if number == floorf(number) and absf(number) < 2 ** 53 else number
	if json is Dictionary:
		var object: Dictionary = json
		var copy: Dictionary = {}
		for key: Variant in object:
			copy[key] = whole(object[key])
		return copy
	if json is Array:
		var list: Array = json
		return list.map(func(item: Variant) -> Variant: return whole(item))
	return json


func _folder() -> String:
	return sidecar.get_base_dir()


## The request stands before what stands beside it.
static func _with_first(beside: Dictionary, kind: String, request: Dictionary) -> Dictionary:
	if beside.has(kind):
		beside[kind] = request
		return beside
	var found: Dictionary = {kind: request}
	found.merge(beside)
	return found


## Returns animations with one of them as it shall be, in the place that it had.
static func _renamed(
	animations: Dictionary, original: String, name: String, new: Dictionary
) -> Dictionary:
	var found: Dictionary = {}
	for key: String in animations:
		if key == original:
			found[name] = new
		elif key != name:
			found[key] = animations[key]
	found[name] = new
	return found


func _placed(original: String, name: String, new: Dictionary) -> Dictionary:
	var found: Dictionary = wanted.duplicate(true)
	var there: PackedStringArray = names()
	var foreign: bool = not chosen.is_empty() and not there.has(original)
	if foreign and chosen != art():
		(found if there.is_empty() else new)["image"] = write_path(chosen)
	if found.get("animations") is Dictionary:
		found["animations"] = _renamed(found["animations"], original, name, new)
		return found
	for key: String in wanted:
		if key not in SHARED:
			found.erase(key)
	if name == UNNAMED and (there.is_empty() or there.has(original)):
		found.merge(new)
	elif there.is_empty() or there.has(original):
		found["animations"] = {name: new}
	else:
		found["animations"] = {UNNAMED: animation(UNNAMED).duplicate(true), name: new}
	return found
