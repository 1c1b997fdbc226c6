@tool
class_name PXEWatcher
extends Node
## The pxe watch of this editor: started, talked to, stopped with it.
##
## Which watch works on a project is decided by pxe's own lock. When another one runs,
## started in a terminal or by a second editor, this one steps back.

## It stands differently.
signal changed
## The watch told a fact.
signal said(fact: Dictionary)
## A line for the log.
signal logged(line: String)

enum Stand { OFF, STARTING, ON, STOPPING, ELSEWHERE, BROKEN }

## Code of the error of a pxe that finds another one at work.
const LOCKED: String = "locked"
const KEPT_LINES: int = 12
## A watch that waits for the answer to a paid request ends when it is there: pxe gives
## it two minutes. Only one that does not end after that is ended by force.
const PATIENCE: float = 150.0

var stand: Stand = Stand.OFF
## What went wrong, and the way out; empty when nothing did.
var trouble: String = ""

var _child: PXEChild = null
var _stopping: bool = false
var _refused: bool = false
var _is_foreign: bool = false
var _last_error: String = ""
var _grumbles: PackedStringArray = PackedStringArray()


## Starts the watch of this project. A quiet start is not shown unless it succeeds.
func start(program: String, quietly: bool = false) -> void:
	if _child != null:
		return
	_stopping = false
	_refused = false
	_is_foreign = false
	_last_error = ""
	_grumbles.clear()
	_child = PXEChild.new()
	_child.is_waited_for = true
	_child.said.connect(_hear)
	_child.grumbled.connect(_grumble)
	_child.ended.connect(_end)
	add_child(_child)
	var root: String = ProjectSettings.globalize_path("res://")
	if not _child.start(program, PackedStringArray(["watch", root, "--json", "--stdin"])):
		_drop()
		_break("%s cannot be started. Set the path of pxe in the settings." % program)
		return
	get_tree().create_timer(PXEBridge.LONGEST_START).timeout.connect(_child.kill_unless_begun)
	if not quietly:
		_change(Stand.STARTING, "")


## Asks it to end; a watch that does not is ended by force.
func stop() -> void:
	if _child == null:
		_change(Stand.OFF, "")
		return
	var child: PXEChild = _child
	if _stopping:
		return
	_stopping = true
	child.send({"cmd": "stop"})
	_change(Stand.STOPPING, "")
	get_tree().create_timer(PATIENCE).timeout.connect(child.kill)


## Whether orders reach it.
func takes_orders() -> bool:
	return stand == Stand.ON and _child != null and _child.is_running()


## Tells it what to do; false when it is not there.
func order(what: Dictionary) -> bool:
	if not takes_orders():
		return false
	logged.emit("> %s" % JSON.stringify(what))
	_child.send(what)
	return true


## The process of the watch; -1 when there is none.
func get_process_number() -> int:
	return -1 if _child == null else _child.get_process_number()


func _hear(fact: Dictionary) -> void:
	match fact["type"]:
		"hello":
			var format: int = int(PXERead.number(fact, "format"))
			if format != PXEStatus.FORMAT:
				_is_foreign = true
				_last_error = PXEStatus.format_trouble(format)
				_child.send({"cmd": "stop"})
		"error":
			_last_error = PXERead.text(fact, "message")
			_refused = PXERead.text(fact, "code") == LOCKED
			logged.emit(_last_error)
		"watching":
			_last_error = ""
			if not _stopping:
				_change(Stand.ON, "")
			logged.emit("watching %s" % PXERead.text(fact, "root"))
		"published":
			logged.emit("%s: written" % PXERead.text(fact, "sidecar"))
		"job":
			_log_job(fact)
		"warning", "note", "held":
			logged.emit(PXERead.text(fact, "message"))
		"gone":
			logged.emit("%s: gone" % PXERead.text(fact, "sidecar"))
	said.emit(fact)


func _log_job(fact: Dictionary) -> void:
	var sidecar: String = PXERead.text(fact, "sidecar")
	var animation: String = PXERead.text(fact, "animation")
	logged.emit("%s %s: %s" % [sidecar, animation, PXERead.text(fact, "state")])


func _grumble(line: String) -> void:
	_grumbles.append(line)
	if _grumbles.size() > KEPT_LINES:
		_grumbles.remove_at(0)
	logged.emit(line)


func _end(code: int) -> void:
	_drop()
	if _is_foreign:
		_break(_last_error)
	elif _refused:
		_change(Stand.ELSEWHERE, "")
	elif _stopping:
		_change(Stand.OFF, "")
	elif not _grumbles.is_empty():
		_break("pxe watch ended (code %d): %s" % [code, _grumbles[-1]])
	elif not _last_error.is_empty():
		_break(_last_error)
	else:
		_break("pxe watch ended by itself (code %d). Start it again." % code)


func _drop() -> void:
	_child.queue_free()
	_child = null


func _break(text: String) -> void:
	logged.emit(text)
	_change(Stand.BROKEN, text)


func _change(to: Stand, text: String) -> void:
	if stand == to and trouble == text:
		return
	stand = to
	trouble = text
	changed.emit()
