@tool
class_name PXEDecideDialog
extends ConfirmationDialog
## What became of a paid request whose answer was lost: a person looks, and decides.
##
## The service cannot repeat a request safely, so nothing is sent again by itself.

var bridge: PXEBridge = null

var _asked: Label = PXELook.wrapped_label()
var _id: LineEdit = LineEdit.new()
var _adopt: Button = null
var _said: Label = PXELook.wrapped_label()
var _job: int = -1
var _turn: int = 0


func _init() -> void:
	title = "Was It Accepted?"
	ok_button_text = "It Was Not: Ask Again"
	dialog_hide_on_ok = false
	var box: VBoxContainer = VBoxContainer.new()
	add_child(box)
	box.add_child(_asked)
	box.add_child(_id)
	box.add_child(_said)
	_id.placeholder_text = "Id of the job, if your account at the service shows it"
	_id.text_changed.connect(_on_text_changed)
	_adopt = add_button("It Was: Fetch That Job", true, "adopt")
	confirmed.connect(func() -> void: decide(""))
	custom_action.connect(func(_action: StringName) -> void: decide(_id.text.strip_edges()))


func _ready() -> void:
	for label: Label in [_asked, _said]:
		label.custom_minimum_size.x = PXELook.scaled(460)


## Shows the lost request of a sidecar.
func open(sidecar: String) -> void:
	_turn += 1
	var turn: int = _turn
	_job = -1
	_id.text = ""
	_said.text = ""
	_asked.text = "One moment…"
	_allow(false)
	popup_centered()
	var listed: PXEAnswer = await bridge.run(PackedStringArray(["status", bridge.project_root()]))
	var job: int = _find_lost(listed, sidecar)
	var told: PXEAnswer = null
	if job >= 0:
		told = await bridge.run(PackedStringArray(["resolve", str(job)]))
	# It may have been closed, or opened for another one, meanwhile.
	if turn != _turn or not is_inside_tree():
		return
	if told != null and told.is_good():
		_job = job
		_show_job(told.first("open_job"))
		_allow(true)
	elif told != null:
		_asked.text = told.problem()
	elif listed.first("sidecar").is_empty():
		_asked.text = listed.problem()
	else:
		_asked.text = "There is no lost request of %s any more." % sidecar


## Takes the decision: the id of the service's job, or empty: it was not accepted.
func decide(adopt: String) -> void:
	if _job < 0 or get_ok_button().disabled:
		return
	_said.text = "One moment…"
	_allow(false)
	var answer: PXEAnswer = await bridge.actions.decide(_job, adopt)
	if not is_inside_tree():
		return
	_allow(true)
	_said.text = answer.problem()
	if answer.is_good():
		hide()


static func _find_lost(listed: PXEAnswer, sidecar: String) -> int:
	for fact: Dictionary in listed.facts:
		var lost: bool = fact["type"] == "open_job" and fact.get("state") == "ambiguous"
		if lost and PXERead.text(fact, "sidecar") == sidecar:
			return int(PXERead.number(fact, "job", -1))
	return -1


func _allow(allowed: bool) -> void:
	get_ok_button().disabled = not allowed
	_adopt.disabled = not allowed or _id.text.strip_edges().is_empty()


func _show_job(fact: Dictionary) -> void:
	var request: Dictionary = PXERead.object(fact, "request")
	_asked.text = (
		(
			"“%s” of %s was sent, and no answer came. Look at the jobs of your account at the "
			% [PXERead.text(fact, "animation"), PXERead.text(fact, "sidecar")]
		)
		+ (
			"service for this one:\n\nprompt: %s\nseed: %d\nup to %d credits"
			% [
				PXERead.text(request, "prompt"),
				int(PXERead.number(request, "seed")),
				int(PXERead.number(fact, "cost")),
			]
		)
		+ "\n\nAsking again may cost that once more; it asks for your approval first."
	)


func _on_text_changed(_text: String) -> void:
	_allow(not get_ok_button().disabled)
