@tool
class_name PXECatalog
extends RefCounted
## What pxe offers: models with their limits and prices, and what its fields mean.
##
## All of it comes from pxe itself, so that a newer one brings its own.

const ANIMATE: String = "animate"
const KEYFRAMES: String = "keyframes"

## One object for each model: endpoint, name, cost, frames, image and so on.
var models: Array[Dictionary] = []
## The JSON Schema of sidecars.
var schema: Dictionary = {}
## Why it is not known; empty when it is.
var trouble: String = ""


## Asks pxe.
static func ask(bridge: PXEBridge) -> PXECatalog:
	var listed: PXEAnswer = await bridge.run(PackedStringArray(["models"]))
	var described: PXEAnswer = await bridge.run(PackedStringArray(["schema"]))
	return read(listed, described)


## Reads the answers of pxe models and pxe schema.
static func read(listed: PXEAnswer, described: PXEAnswer) -> PXECatalog:
	var found: PXECatalog = PXECatalog.new()
	for answer: PXEAnswer in [listed, described]:
		if not answer.is_good():
			found.trouble = answer.problem()
			return found
	for fact: Dictionary in listed.facts:
		if fact["type"] == "model":
			found.models.append(fact)
	found.schema = PXERead.object(described.first("schema"), "schema")
	return found


## Whether pxe has answered.
func is_known() -> bool:
	return trouble.is_empty() and not schema.is_empty()


## Returns the names of the models of an endpoint.
func names(endpoint: String) -> PackedStringArray:
	var found: PackedStringArray = PackedStringArray()
	for model: Dictionary in models:
		if PXERead.text(model, "endpoint") == endpoint:
			found.append(PXERead.text(model, "name"))
	return found


## Returns a model; an empty object when pxe does not know it.
func find(endpoint: String, name: String) -> Dictionary:
	for model: Dictionary in models:
		if PXERead.text(model, "endpoint") == endpoint and PXERead.text(model, "name") == name:
			return model
	return {}


## Returns the model for a picture: the usual one, unless only another one takes its size.
func pick(endpoint: String, size: Vector2i) -> String:
	var first: Variant = suggestion("model" if endpoint == ANIMATE else "render_mode")
	var wanted: String = first if first is String else ""
	if size == Vector2i.ZERO or _takes(find(endpoint, wanted), size):
		return wanted
	for model: Dictionary in models:
		var listed: bool = PXERead.text(model, "source") == "documented"
		if PXERead.text(model, "endpoint") == endpoint and listed and _takes(model, size):
			return PXERead.text(model, "name")
	return wanted


## Returns the upper price of a request in credits; -1 when it is not known.
func price(endpoint: String, name: String) -> int:
	var model: Dictionary = find(endpoint, name)
	var listed: int = int(PXERead.number(model, "cost", -1))
	return maxi(listed, int(PXERead.number(model, "observed_cost", -1)))


## Returns what counts when a field is left out; null when it must be written.
func usual(kind: String, field: String) -> Variant:
	var inside: Dictionary = _fields("AnimateDocument" if kind == ANIMATE else "KeyframesDocument")
	var fields: Dictionary = inside if inside.has(field) else _fields("AnimationDocument")
	return PXEDraft.whole(PXERead.object(fields, field).get("default"))


## Returns what to begin with in a field that has to be written.
func suggestion(field: String) -> Variant:
	return PXEDraft.whole(PXERead.object(_fields("DefaultsDocument"), field).get("default"))


## Returns the words that a field may hold.
func choices(field: String) -> PackedStringArray:
	return PXERead.texts(PXERead.object(_fields("DefaultsDocument"), field), "enum")


## Returns what a field means, in a sentence.
func meaning(field: String) -> String:
	for place: String in ["AnimateDocument", "KeyframesDocument", "AnimationDocument"]:
		var described: Dictionary = PXERead.object(_fields(place), field)
		if described.has("description"):
			return PXERead.text(described, "description")
	return ""


func _fields(place: String) -> Dictionary:
	var places: Dictionary = PXERead.object(schema, "$defs")
	return PXERead.object(PXERead.object(places, place), "properties")


static func _takes(model: Dictionary, size: Vector2i) -> bool:
	var limits: Dictionary = PXERead.object(model, "image")
	var least: int = int(PXERead.number(limits, "min_side", 1))
	var most: int = int(PXERead.number(limits, "max_side", 1 << 30))
	var shortest: int = mini(size.x, size.y)
	return not model.is_empty() and shortest >= least and maxi(size.x, size.y) <= most
