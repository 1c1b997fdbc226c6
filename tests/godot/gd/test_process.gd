@tool
extends PXESpec
## A real pxe beside the editor. Its path is in the environment: PXE.


func test_pxe_says_who_it_is() -> void:
	var bridge: PXEBridge = _bridge()
	bridge.program = _pxe()
	var answer: PXEAnswer = await bridge.test_program(_pxe())
	equal(answer.is_good(), true, answer.problem())
	check(PXERead.text(answer.first("hello"), "version") != "", "a version")


func test_what_is_no_pxe_is_told_from_it() -> void:
	var answer: PXEAnswer = await _bridge().test_program("/bin/false")
	equal(answer.is_good(), false)
	var none: PXEAnswer = await _bridge().test_program("/nonexistent/pxe")
	equal(none.is_good(), false)
	check(none.problem() != "", "says why")


func test_a_refused_edit_says_what_is_wrong() -> void:
	var bridge: PXEBridge = _bridge()
	bridge.program = _pxe()
	var patch: Dictionary = {"animate": {"prompt": "idle", "output_frames": 7}}
	var answer: PXEAnswer = await bridge.edit("art/new.pxe.json", patch)
	equal(answer.code, 2)
	check("output_frames" in answer.problem(), answer.problem())
	check(not FileAccess.file_exists("res://art/new.pxe.json"), "nothing is written")


func test_a_watch_starts_takes_orders_and_stops() -> void:
	var bridge: PXEBridge = _bridge()
	bridge.program = _pxe()
	bridge.start_watch()
	check(await until(bridge.watcher.takes_orders), "it is on")
	check(await until(func() -> bool: return bridge.status.sidecars.size() > 0), "status")
	equal(bridge.status.process > 0, true, "the process is known")
	bridge.stop_watch()
	check(await until(func() -> bool: return _stand(bridge) == PXEWatcher.Stand.OFF), "off")
	check(await until(func() -> bool: return not bridge.status.is_working), "status ends")


func test_a_second_watch_steps_back_and_takes_over_later() -> void:
	var first: PXEBridge = _bridge()
	var second: PXEBridge = _bridge()
	first.program = _pxe()
	second.program = _pxe()
	first.start_watch()
	check(await until(first.watcher.takes_orders), "the first is on")
	second.start_watch()
	var elsewhere: PXEWatcher.Stand = PXEWatcher.Stand.ELSEWHERE
	check(await until(func() -> bool: return _stand(second) == elsewhere), "stepped back")
	first.stop_watch()
	check(await until(second.watcher.takes_orders), "the second takes over")


func test_a_killed_watch_is_not_silent() -> void:
	var bridge: PXEBridge = _bridge()
	bridge.program = _pxe()
	bridge.start_watch()
	check(await until(bridge.watcher.takes_orders), "it is on")
	OS.execute("kill", ["-9", str(bridge.watcher.get_process_number())])
	var broken: PXEWatcher.Stand = PXEWatcher.Stand.BROKEN
	check(await until(func() -> bool: return _stand(bridge) == broken), "it is noticed")
	check("Start it again" in bridge.watcher.trouble, bridge.watcher.trouble)
	bridge.start_watch()
	check(await until(bridge.watcher.takes_orders), "it starts again")


func test_a_watch_that_was_killed_elsewhere_is_taken_over_from() -> void:
	var first: PXEBridge = _bridge()
	var second: PXEBridge = _bridge()
	first.program = _pxe()
	second.program = _pxe()
	first.start_watch()
	check(await until(first.watcher.takes_orders), "the first is on")
	second.try_every = 1.0
	second.start_watch()
	var elsewhere: PXEWatcher.Stand = PXEWatcher.Stand.ELSEWHERE
	check(await until(func() -> bool: return _stand(second) == elsewhere), "stepped back")
	OS.execute("kill", ["-9", str(first.watcher.get_process_number())])
	check(await until(second.watcher.takes_orders, 40.0), "the second takes over")


func test_a_watch_of_another_format_says_what_to_do() -> void:
	var bridge: PXEBridge = _bridge()
	bridge.program = _program('echo \'{"type":"hello","format":9,"version":"9.0"}\'; read line')
	bridge.start_watch()
	var broken: PXEWatcher.Stand = PXEWatcher.Stand.BROKEN
	check(await until(func() -> bool: return _stand(bridge) == broken), "it is noticed")
	check("pxe addon install" in bridge.watcher.trouble, bridge.watcher.trouble)


func test_a_crash_shows_what_was_said_last() -> void:
	var bridge: PXEBridge = _bridge()
	bridge.program = _program("echo 'OSError: no space left' >&2; exit 70")
	bridge.start_watch()
	var broken: PXEWatcher.Stand = PXEWatcher.Stand.BROKEN
	check(await until(func() -> bool: return _stand(bridge) == broken), "it is noticed")
	check("no space left" in bridge.watcher.trouble, bridge.watcher.trouble)


func test_a_watch_that_waits_for_an_answer_is_not_ended_by_force() -> void:
	var bridge: PXEBridge = _bridge()
	var answer: String = OS.get_cache_dir().path_join("answer-%d" % Time.get_ticks_usec())
	var wait: String = "while ! [ -e '%s' ]; do sleep 0.1; done" % answer
	bridge.program = _program('echo \'{"type":"watching"}\'; read line; %s; exit 0' % wait)
	bridge.start_watch()
	check(await until(bridge.watcher.takes_orders), "it is on")
	bridge.stop_watch()
	equal(_stand(bridge), PXEWatcher.Stand.STOPPING)
	check(not bridge.watcher.order({"cmd": "sync"}), "it takes no more orders")
	await get_tree().create_timer(3.5).timeout
	equal(_stand(bridge), PXEWatcher.Stand.STOPPING, "it is waited for")
	FileAccess.open(answer, FileAccess.WRITE).close()
	check(await until(func() -> bool: return _stand(bridge) == PXEWatcher.Stand.OFF), "off")


func test_the_answer_of_a_program_that_was_tried_before_counts_no_more() -> void:
	var bridge: PXEBridge = _bridge()
	PXESettings.set_program(_program("sleep 1; exit 5"))
	bridge.set_up(false)
	PXESettings.set_program(_pxe())
	await bridge.set_up(false)
	await get_tree().create_timer(1.5).timeout
	equal(bridge.trouble, "")
	check(bridge.version != "", "the one that was tried last")
	PXESettings.set_program("")


func test_a_command_that_hangs_before_it_begins_is_begun_again() -> void:
	var bridge: PXEBridge = _bridge()
	bridge.longest_start = 2.0
	var mark: String = OS.get_cache_dir().path_join("hung-%d" % Time.get_ticks_usec())
	var hello: String = 'echo \'{"type":"hello","format":1,"version":"1"}\''
	bridge.program = _program(
		"[ -e %s ] && { %s; exit 0; }; touch %s; sleep 60" % [mark, hello, mark]
	)
	var answer: PXEAnswer = await bridge.run(PackedStringArray(["status"]))
	equal(answer.code, 0, "the second one answers")


func test_texts_that_an_editor_left_behind_are_deleted_when_they_are_old() -> void:
	var text: String = OS.get_cache_dir().path_join(PXEBridge.TEXT + "1-1")
	var other: String = OS.get_cache_dir().path_join("of-somebody-else")
	for path: String in [text, other]:
		FileAccess.open(path, FileAccess.WRITE).close()
	PXEBridge.drop_texts(60)
	check(FileAccess.file_exists(text), "a command may still read it")
	PXEBridge.drop_texts(-1)
	check(not FileAccess.file_exists(text), "nobody does")
	check(FileAccess.file_exists(other), "what is not ours stays")


func test_a_bridge_that_goes_takes_its_watch_along() -> void:
	var bridge: PXEBridge = _bridge()
	bridge.program = _pxe()
	bridge.start_watch()
	check(await until(bridge.watcher.takes_orders), "it is on")
	var process: int = bridge.watcher.get_process_number()
	bridge.free()
	check(process > 0, "it has a process")
	check(await until(func() -> bool: return not OS.is_process_running(process)), "it is gone")


func _stand(bridge: PXEBridge) -> PXEWatcher.Stand:
	return bridge.watcher.stand


## Makes a program of a few words of shell.
func _program(text: String) -> String:
	var path: String = OS.get_cache_dir().path_join("program-%d" % Time.get_ticks_usec())
	var file: FileAccess = FileAccess.open(path, FileAccess.WRITE)
	file.store_string("#!/bin/sh\n%s\n" % text)
	file.close()
	OS.execute("chmod", ["+x", path])
	return path


func _pxe() -> String:
	return OS.get_environment("PXE")


func _bridge() -> PXEBridge:
	var bridge: PXEBridge = PXEBridge.new()
	add_child(bridge)
	return bridge
