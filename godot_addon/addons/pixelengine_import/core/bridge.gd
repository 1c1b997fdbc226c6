@tool
class_name PXEBridge
extends Node
## All that the addon knows of pxe and asks of it.
##
## What is shown comes from status.json, whoever writes it; what is wanted goes to the
## watch of this editor when there is one, else to a command of its own.

## There is a new reading of the project's status.
signal status_changed
## The program, or the watcher, stands differently.
signal stand_changed
## Outputs were written.
signal published
signal logged(line: String)
signal key_changed

const LOOK_EVERY: float = 0.5
## File times count whole seconds: a file this young is read again.
const YOUNG: int = 2
const KEPT_LINES: int = 500
## A command that has printed nothing after so many seconds hangs, and has done nothing.
const LONGEST_START: float = 20.0
## A pxe that has not said who it is after so many seconds is none.
const LONGEST_TEST: float = 15.0
## Texts for commands are named so; of an editor that crashed they are left behind, and
## deleted once they are so many seconds old.
const TEXT: String = "pxe-text-"
const OLD_TEXT: int = 3600
## How often a watch is tried again while another one works on the project.
const TRY_EVERY: float = 15.0

var status: PXEStatus = PXEStatus.new()
var watcher: PXEWatcher = PXEWatcher.new()
## What can be done about sidecars.
var actions: PXEActions = PXEActions.new(self)
## Path of pxe; empty when none was found.
var program: String = ""
## What pxe says of itself; empty when it was not asked or did not answer.
var version: String = ""
## Why pxe cannot be used; empty when it can.
var trouble: String = ""
## Whether an API key is set, where pxe says so.
var has_key: bool = false
## Credits of the account; -1 when they are not known.
var available: int = -1
## Whether a watch is to run while the editor does.
var wants_watch: bool = false
var log_lines: PackedStringArray = PackedStringArray()

## Seconds, as in the constants of their names.
var longest_start: float = LONGEST_START
var try_every: float = TRY_EVERY

var _timer: Timer = Timer.new()
var _text: String = ""
var _time: int = 0
var _turn: int = 0
var _leaving: bool = false
var _asks_balance: bool = false
var _balance_is_old: bool = false
var _since_try: float = 0.0


func _ready() -> void:
	watcher.changed.connect(_on_watcher_changed)
	watcher.logged.connect(write_log)
	watcher.said.connect(_on_watcher_said)
	add_child(watcher)
	_timer.wait_time = LOOK_EVERY
	_timer.timeout.connect(look)
	add_child(_timer)
	_timer.start()
	look()


## Looks for pxe, asks for its version and, if wanted, starts the watch.
func set_up(watch: bool) -> void:
	_turn += 1
	var turn: int = _turn
	wants_watch = watch
	drop_texts(OLD_TEXT)
	var named: String = PXESettings.get_program()
	program = PXEProgram.find(named)
	version = ""
	if program.is_empty():
		trouble = (
			"pxe was not found. Install it with pipx install pixelengine-import, "
			+ "or set its path in the settings."
		)
		if not named.strip_edges().is_empty():
			trouble = "There is no %s. Set the path of pxe in the settings." % named
		stand_changed.emit()
		return
	trouble = ""
	var answer: PXEAnswer = await test_program(program)
	# Another setting may have been tried meanwhile: this answer is not about it.
	if turn != _turn or not is_inside_tree():
		return
	if not answer.is_good():
		trouble = "%s is no pxe that works: %s" % [program, answer.problem()]
		stand_changed.emit()
		return
	version = PXERead.text(answer.first("hello"), "version")
	has_key = PXERead.flag(answer.first("key"), "set")
	var format: int = int(PXERead.number(answer.first("hello"), "format"))
	if format != PXEStatus.FORMAT:
		trouble = PXEStatus.format_trouble(format)
		stand_changed.emit()
		return
	key_changed.emit()
	stand_changed.emit()
	if watch:
		start_watch()
	else:
		await run(PackedStringArray(["status", project_root()]))
	refresh_balance()


## Asks a program whether it is pxe; the answer has its version and whether a key is set.
func test_program(path: String) -> PXEAnswer:
	return await _run(path, PackedStringArray(["login", "--status"]), "", LONGEST_TEST)


## Runs a command of pxe and returns what it answered. It is given --json.
func run(arguments: PackedStringArray, line: String = "") -> PXEAnswer:
	if program.is_empty():
		var none: PXEAnswer = PXEAnswer.new()
		none.code = -1
		none.grumbles = PackedStringArray([trouble])
		return none
	var answer: PXEAnswer = await _run(program, arguments, line)
	if answer.code == PXEChild.KILLED and answer.facts.is_empty():
		answer = await _run(program, arguments, line)
	return answer


## Changes or makes a sidecar: pxe checks it, and what would be wrong is not written.
##
## The patch is a JSON Merge Patch. The answer's "edited" has the text before and after.
func edit(sidecar: String, patch: Dictionary, check: bool = false) -> PXEAnswer:
	var arguments: PackedStringArray = ["edit", globalize(sidecar)]
	if check:
		arguments.append("--check")
	# In the order in which it was put together: new fields are written in that order.
	return await _run_with_text(arguments, "--patch", JSON.stringify(patch, "", false))


## Has a prompt rewritten, for art (a path on this computer) and a model; empty for none.
##
## The answer's "enhanced_prompt" has the new one.
func enhance(prompt: String, art: String, model: String) -> PXEAnswer:
	var arguments: PackedStringArray = ["enhance"]
	if not art.is_empty():
		arguments.append_array(["--image", art])
	if not model.is_empty():
		arguments.append_array(["--model", model])
	return await _run_with_text(arguments, "--prompt-file", prompt)


## Puts the addon that belongs to this pxe into the project.
func update_addon() -> PXEAnswer:
	return await run(PackedStringArray(["addon", "install", project_root()]))


## Hands a key to pxe, which keeps it; it is in no argument and in no log.
func log_in(key: String) -> PXEAnswer:
	var answer: PXEAnswer = await run(PackedStringArray(["login"]), key.strip_edges())
	if answer.is_good():
		await restart()
	return answer


## Has pxe forget the key.
func log_out() -> PXEAnswer:
	var answer: PXEAnswer = await run(PackedStringArray(["logout"]))
	await restart()
	return answer


## Asks for the account's balance. Without a key there is none to be asked for.
func refresh_balance() -> void:
	_balance_is_old = true
	if _asks_balance:
		return
	_asks_balance = true
	while _balance_is_old and has_key and is_inside_tree():
		_balance_is_old = false
		var answer: PXEAnswer = await run(PackedStringArray(["balance"]))
		available = int(PXERead.number(answer.first("balance"), "available", -1))
	_asks_balance = false
	available = available if has_key else -1
	key_changed.emit()


func start_watch() -> void:
	wants_watch = true
	if not program.is_empty() and trouble.is_empty():
		watcher.start(program)


func stop_watch() -> void:
	wants_watch = false
	watcher.stop()


## Stops the watch, and returns when it is gone.
func stop_and_wait() -> void:
	stop_watch()
	while watcher.get_process_number() > 0:
		await get_tree().create_timer(0.05).timeout


## Runs a command with a text in a file behind an option: what is in arguments, quotes
## say, does not reach programs unchanged on every system.
func _run_with_text(arguments: PackedStringArray, option: String, text: String) -> PXEAnswer:
	var path: String = OS.get_cache_dir().path_join(
		"%s%d-%d" % [TEXT, OS.get_process_id(), Time.get_ticks_usec()]
	)
	var file: FileAccess = FileAccess.open(path, FileAccess.WRITE)
	if file == null:
		var failed: PXEAnswer = PXEAnswer.new()
		failed.code = -1
		failed.grumbles = PackedStringArray(["%s cannot be written" % path])
		return failed
	file.store_string(text)
	file.close()
	var answer: PXEAnswer = await run(arguments + PackedStringArray([option, path]))
	DirAccess.remove_absolute(path)
	return answer


## Deletes texts that no command reads any more, those older than some seconds.
static func drop_texts(seconds: int) -> void:
	var now: int = int(Time.get_unix_time_from_system())
	for file: String in DirAccess.get_files_at(OS.get_cache_dir()):
		var path: String = OS.get_cache_dir().path_join(file)
		if file.begins_with(TEXT) and now - FileAccess.get_modified_time(path) > seconds:
			DirAccess.remove_absolute(path)


func _run(
	path: String, arguments: PackedStringArray, line: String, longest: float = 0.0
) -> PXEAnswer:
	var answer: PXEAnswer = PXEAnswer.new()
	if _leaving or not is_inside_tree():
		answer.code = PXEChild.LEFT
		answer.grumbles = PackedStringArray(["The editor is closing."])
		return answer
	var child: PXEChild = PXEChild.new()
	child.said.connect(answer.facts.append)
	child.grumbled.connect(func(text: String) -> void: answer.grumbles.append(text))
	add_child(child)
	if not child.start(path, arguments + PackedStringArray(["--json"])):
		child.queue_free()
		answer.code = -1
		answer.grumbles = PackedStringArray(["%s cannot be started." % path])
		return answer
	if not line.is_empty():
		child.send_line(line)
	get_tree().create_timer(longest_start).timeout.connect(child.kill_unless_begun)
	if longest > 0.0:
		get_tree().create_timer(longest).timeout.connect(child.kill)
	answer.code = await child.ended
	# It was cut off: everything ends, and nothing new is begun.
	_leaving = _leaving or answer.code == PXEChild.LEFT
	child.queue_free()
	return answer


## Reads status.json if it may have changed.
func look() -> void:
	_try_again()
	if not FileAccess.file_exists(PXEStatus.PATH):
		if not _text.is_empty():
			_text = ""
			status = PXEStatus.new()
			status_changed.emit()
		return
	var time: int = FileAccess.get_modified_time(PXEStatus.PATH)
	if time == _time and int(Time.get_unix_time_from_system()) - time > YOUNG:
		return
	_time = time
	var text: String = FileAccess.get_file_as_string(PXEStatus.PATH)
	if text == _text:
		return
	var first: bool = _text.is_empty()
	_text = text
	var before: PXEStatus = status
	status = PXEStatus.read(text)
	if status.trouble.is_empty() and not first and status.has_published_since(before):
		published.emit()
	status_changed.emit()
	# Whoever was at work elsewhere has gone: it is our turn.
	if before.is_working and not status.is_working:
		_since_try = try_every


func write_log(line: String) -> void:
	log_lines.append("%s  %s" % [Time.get_time_string_from_system(), line])
	if log_lines.size() > KEPT_LINES:
		log_lines = log_lines.slice(log_lines.size() - KEPT_LINES)
	logged.emit(log_lines[-1])


## The folder of the project on this computer.
func project_root() -> String:
	return ProjectSettings.globalize_path("res://")


## A path of the project on this computer.
func globalize(path: String) -> String:
	return project_root().path_join(path.trim_prefix("res://"))


## Looks for pxe again; a watch that ran runs again.
func restart() -> void:
	var watched: bool = wants_watch
	await stop_and_wait()
	await set_up(watched)


## Takes over when nobody else works any more; one that was killed cannot say so.
func _try_again() -> void:
	if not wants_watch or watcher.stand != PXEWatcher.Stand.ELSEWHERE:
		return
	_since_try += LOOK_EVERY
	if _since_try >= try_every and trouble.is_empty():
		_since_try = 0.0
		watcher.start(program, true)


func _on_watcher_changed() -> void:
	stand_changed.emit()


func _on_watcher_said(fact: Dictionary) -> void:
	match fact["type"]:
		"published", "picture":
			published.emit()
			if PXERead.text(fact, "engine") == "live":
				refresh_balance()
