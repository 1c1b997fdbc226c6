@tool
class_name PXEActions
extends RefCounted
## What a person can have done about sidecars.
##
## A wish goes to the watch of this editor; when there is none, a command of pxe does it.

var _bridge: PXEBridge = null


func _init(bridge: PXEBridge) -> void:
	_bridge = bridge


## Asks for another try of an animation.
func reroll(sidecar: String, animation: String) -> PXEAnswer:
	return await _act(
		PackedStringArray(["edit", _bridge.globalize(sidecar), "--reroll", animation])
	)


## Has a sidecar looked at again, even when it could not go on.
func regenerate(sidecar: String) -> void:
	if not _bridge.watcher.order({"cmd": "sync", "sidecar": sidecar}):
		await _act(PackedStringArray(["sync", _bridge.globalize(sidecar)]))


## Has all sidecars looked at again.
func regenerate_all() -> void:
	if not _bridge.watcher.order({"cmd": "sync"}):
		await _act(PackedStringArray(["sync", _bridge.project_root()]))


## Lets the jobs of a sidecar go.
func cancel(sidecar: PXESidecarState) -> void:
	if _bridge.watcher.order({"cmd": "cancel", "sidecar": sidecar.path}):
		return
	for animation: String in sidecar.jobs:
		var job: String = PXERead.text(PXERead.object(sidecar.jobs, animation), "job")
		if not job.is_empty():
			await _act(PackedStringArray(["jobs", "cancel", job]))


## Agrees to a price that a person saw.
func approve(sidecar: PXESidecarState) -> void:
	var order: Dictionary = {"cmd": "approve", "sidecar": sidecar.path, "credits": sidecar.price}
	if not _bridge.watcher.order(order):
		var budget: String = str(sidecar.price)
		await _act(PackedStringArray(["sync", _bridge.globalize(sidecar.path), "--budget", budget]))


## Ends a conflict: the generated outputs replace those that a person changed, or
## the person's stay until the sidecar or its art changes.
func settle(sidecar: String, keep: bool) -> void:
	var word: String = "keep" if keep else "accept"
	if not _bridge.watcher.order({"cmd": word, "sidecar": sidecar}):
		await _act(PackedStringArray([word, _bridge.globalize(sidecar)]))


## Ends the doubt about a request whose answer was lost: the id that the service gave
## its job, or empty: it was not accepted.
func decide(job: int, adopt: String) -> PXEAnswer:
	var arguments: PackedStringArray = ["resolve", str(job)]
	arguments.append_array(["--resubmit"] if adopt.is_empty() else ["--adopt", adopt])
	# What a person decides is written down while nobody else works on the project.
	var watched: bool = _bridge.wants_watch
	await _bridge.stop_and_wait()
	var answer: PXEAnswer = await _bridge.run(arguments)
	if watched:
		_bridge.start_watch()
	return answer


func _act(arguments: PackedStringArray) -> PXEAnswer:
	_bridge.write_log("> pxe %s" % " ".join(arguments))
	var answer: PXEAnswer = await _bridge.run(arguments)
	if not answer.is_good():
		_bridge.write_log(answer.problem())
		_toast(answer.problem())
	_bridge.look()
	return answer


func _toast(text: String) -> void:
	EditorInterface.get_editor_toaster().push_toast(
		"Pixel Engine: %s" % text, EditorToaster.SEVERITY_ERROR
	)
