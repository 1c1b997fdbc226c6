@tool
class_name PXEChild
extends Node
## A program that runs beside the editor, and is talked to in lines of JSON.
##
## It is looked after by a timer, only while it runs. Both of its outputs are read: a
## program whose error output nobody reads stops when 64 KiB stand in the pipe.

## It printed a fact.
signal said(fact: Dictionary)
## It printed a line that is none: a traceback, say.
signal grumbled(line: String)
## It is gone, and everything that it printed was told.
signal ended(code: int)

const LOOK_EVERY: float = 0.05
const BLOCK: int = 1 << 16
## How long the end of the editor waits for a program that was asked to stop.
const PATIENCE_MS: int = 1500
## The code that is told of a program that was ended by force.
const KILLED: int = 137
## The code that is told of a program that goes on, because we leave before it ends.
const LEFT: int = -2

## Whether it has printed a fact.
var has_begun: bool = false
## Whether our end waits for its own: for a while, for one that was asked to stop.
var is_waited_for: bool = false

var _pid: int = -1
var _pipe: FileAccess = null
var _errors: FileAccess = null
var _said: PXEJsonLines = PXEJsonLines.new()
var _grumbled: PXEJsonLines = PXEJsonLines.new()
var _timer: Timer = null


func _exit_tree() -> void:
	if is_waited_for and is_running():
		send({"cmd": "stop"})
		var deadline: int = Time.get_ticks_msec() + PATIENCE_MS
		while OS.is_process_running(_pid) and Time.get_ticks_msec() < deadline:
			# Whoever writes into a full pipe cannot end.
			_pipe.get_buffer(BLOCK)
			_errors.get_buffer(BLOCK)
			OS.delay_msec(10)
	# It is never ended by force here: it may be about to hear what was paid for. The end
	# of its input tells it to end. Whoever waits for that must not wait for ever.
	if _pid > 0:
		_finish(LEFT)


## Starts a program; whether there is one, is seen by how soon it ends.
func start(executable: String, arguments: PackedStringArray) -> bool:
	# Not blocking: nothing is read that is not there yet.
	var made: Dictionary = OS.execute_with_pipe(executable, arguments, false)
	if made.is_empty():
		return false
	_pid = made["pid"]
	_pipe = made["stdio"]
	_errors = made["stderr"]
	_timer = Timer.new()
	_timer.wait_time = LOOK_EVERY
	_timer.timeout.connect(look)
	add_child(_timer)
	_timer.start()
	return true


func is_running() -> bool:
	return _pid > 0 and OS.is_process_running(_pid)


## The number of the process; -1 when there is none.
func get_process_number() -> int:
	return _pid


## Sends an order, as a line of JSON.
func send(order: Dictionary) -> void:
	send_line(JSON.stringify(order))


## Sends a line as it is.
func send_line(line: String) -> void:
	# A pipe that nobody reads must not be written into.
	if is_running():
		_pipe.store_string(line + "\n")
		_pipe.flush()


## Ends it at once; what it holds is safe from that.
func kill() -> void:
	if is_running():
		# That also takes it off the system's list: it must not be asked for again.
		OS.kill(_pid)
		_finish(KILLED)


## Ends it if it has not printed a fact yet: nothing was begun then.
##
## Godot makes a process by a fork of its own, which has threads: such a copy can hang
## before the program in it has started.
func kill_unless_begun() -> void:
	if not has_begun:
		kill()


## Reads what it printed since the last look.
func look() -> void:
	if _pid <= 0:
		return
	# Asked before reading: what it printed last is in the pipe then.
	var running: bool = OS.is_process_running(_pid)
	_read()
	if running:
		return
	_finish(OS.get_process_exit_code(_pid))


func _finish(code: int) -> void:
	for line: String in _said.finish():
		_tell(line)
	for line: String in _grumbled.finish():
		grumbled.emit(line)
	_let_go()
	ended.emit(code)


func _read() -> void:
	var block: PackedByteArray = _pipe.get_buffer(BLOCK)
	while not block.is_empty():
		for line: String in _said.feed(block):
			_tell(line)
		if _pipe == null:
			return
		block = _pipe.get_buffer(BLOCK)
	block = _errors.get_buffer(BLOCK)
	while not block.is_empty():
		for line: String in _grumbled.feed(block):
			grumbled.emit(line)
		if _errors == null:
			return
		block = _errors.get_buffer(BLOCK)


func _tell(line: String) -> void:
	var fact: Dictionary = PXEJsonLines.read_fact(line)
	if not fact.is_empty():
		has_begun = true
		said.emit(fact)
	elif not line.is_empty():
		grumbled.emit(line)


func _let_go() -> void:
	_pid = -1
	_pipe = null
	_errors = null
	if _timer != null:
		_timer.stop()
