@tool
class_name PXEProblems
extends RefCounted
## What pxe found wrong with a draft, told in the words of a form.

## Fields of a sidecar that have one field of the form in common.
const FORM_FIELDS: Dictionary = {
	"output_frames": "frames",
	"total_frames": "frames",
	"render_mode": "model",
	"frames": "keyframes",
}

## What to show, one line each.
var lines: PackedStringArray = PackedStringArray()
## The fields of the form that are wrong.
var fields: PackedStringArray = PackedStringArray()


## Reads an answer that was no good.
##
## The animation is the one that the form shows; titles are what the form calls its
## fields. A line of the file means nothing to somebody who sees a form.
static func read(answer: PXEAnswer, animation: String, titles: Dictionary) -> PXEProblems:
	var found: PXEProblems = PXEProblems.new()
	for fact: Dictionary in answer.facts:
		if fact["type"] == "error":
			found._take(fact, animation, titles)
	if found.lines.is_empty():
		found.lines.append(answer.problem())
	return found


func _take(fact: Dictionary, animation: String, titles: Dictionary) -> void:
	var message: String = PXERead.text(fact, "message")
	var line: int = int(PXERead.number(fact, "line", -1))
	if line > 0:
		var place: String = ":%d: " % line
		message = message.substr(message.find(place) + place.length())
	var field: String = _form_field(PXERead.text(fact, "field"), animation, titles)
	if not field.is_empty():
		if field not in fields:
			fields.append(field)
		message = _retitled(message, animation, titles[field])
	lines.append(message[0].to_upper() + message.substr(1) if not message.is_empty() else "")


static func _form_field(path: String, animation: String, titles: Dictionary) -> String:
	var rest: String = path
	if path.begins_with("animations."):
		var own: String = "animations.%s" % animation
		if path == own:
			return "name"
		if not path.begins_with(own + "."):
			return ""
		rest = path.trim_prefix(own + ".")
	for part: String in rest.split(".", false):
		var plain: String = part.get_slice("[", 0)
		var field: String = FORM_FIELDS.get(plain, plain)
		if titles.has(field):
			return field
	return ""


## "output_frames" of "walk" must be even -> Frames: must be even
static func _retitled(message: String, animation: String, title: String) -> String:
	if not message.begins_with('"'):
		return message
	var rest: String = message.substr(message.find('"', 1) + 1).strip_edges()
	rest = rest.trim_prefix('of "%s" ' % animation)
	return "%s: %s" % [title, rest]
