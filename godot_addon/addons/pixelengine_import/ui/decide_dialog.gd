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
	_job = -1
	_id.text = ""
	_said.text = ""
	_on_text_changed("")
	var answer: PXEAnswer = await bridge.run(PackedStringArray(["status", bridge.project_root()]))
	for fact: Dictionary in answer.facts:
		var lost: bool = fact["type"] == "open_job" and fact.get("state") == "ambiguous"
		if lost and PXERead.text(fact, "sidecar") == sidecar:
			_job = int(PXERead.number(fact, "job"))
			var told: PXEAnswer = await bridge.run(PackedStringArray(["resolve", str(_job)]))
			_show_job(told.first("open_job"))
			break
	if _job < 0:
		_asked.text = "There is no lost request of %s any more." % sidecar
	get_ok_button().disabled = _job < 0
	popup_centered()


## Takes the decision: the id of the service's job, or empty: it was not accepted.
func decide(adopt: String) -> void:
	if _job < 0:
		return
	_said.text = "One moment…"
	var answer: PXEAnswer = await bridge.actions.decide(_job, adopt)
	_said.text = answer.problem()
	if answer.is_good():
		hide()


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


func _on_text_changed(text: String) -> void:
	_adopt.disabled = text.strip_edges().is_empty()
