@tool
class_name PXEStateWords
extends RefCounted
## How the states of a sidecar are called and shown.
##
## pxe may report states that are not listed here: they are shown by their own name.

const SUCCESS: StringName = &"success_color"
const WARNING: StringName = &"warning_color"
const ERROR: StringName = &"error_color"
const ACCENT: StringName = &"accent_color"
const PLAIN: StringName = &"font_color"

## Of each state: its title, an icon of the editor, a colour of the editor, a tooltip.
const KNOWN: Dictionary = {
	"fresh": ["Up to date", &"StatusSuccess", SUCCESS, "Made by the live service."],
	"preview": ["Preview", &"StatusSuccess", ACCENT, "Up to date, made by the free local engine."],
	"stale": ["Out of date", &"Reload", WARNING, "The sidecar or its art has changed."],
	"queued": ["Queued", &"Time", ACCENT, "Waits for its turn."],
	"running": ["Working", &"Time", ACCENT, "A job is under way."],
	"waiting": ["Needs approval", &"Time", WARNING, "Waits until you agree to its price."],
	"held":
	["Answer lost", &"StatusWarning", WARNING, "A paid request may or may not have arrived."],
	"conflict": ["Conflict", &"StatusWarning", WARNING, "An output was changed by hand."],
	"kept": ["Kept", &"Lock", ACCENT, "An output that was changed by hand stays as it is."],
	"failed": ["Failed", &"StatusError", ERROR, "It cannot go on by itself."],
}


## Returns what a state is called.
static func title(state: String) -> String:
	return _entry(state)[0]


## Returns the name of the editor icon of a state.
static func icon(state: String) -> StringName:
	return _entry(state)[1]


## Returns the name of the editor colour of a state.
static func colour(state: String) -> StringName:
	return _entry(state)[2]


## Returns what a state means, in a sentence; empty when it is not known here.
static func meaning(state: String) -> String:
	return _entry(state)[3]


## Returns a sidecar's state in a few words, with progress or price.
static func describe(sidecar: PXESidecarState) -> String:
	if sidecar.is_busy() and sidecar.progress() >= 0.0:
		return "%d %%" % roundi(sidecar.progress() * 100.0)
	if sidecar.state == "waiting" and sidecar.price > 0:
		return "%d credits?" % sidecar.price
	return title(sidecar.state)


static func _entry(state: String) -> Array:
	if KNOWN.has(state):
		return KNOWN[state]
	return [state.capitalize(), &"StatusWarning", PLAIN, ""]
