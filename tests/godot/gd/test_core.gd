@tool
extends PXESpec
## What the addon reads: lines of a pipe, the status of a project, places of pxe.


func test_lines_are_whole_even_when_a_character_is_cut() -> void:
	var lines: PXEJsonLines = PXEJsonLines.new()
	var bytes: PackedByteArray = '{"type":"ä"}\nrest'.to_utf8_buffer()
	equal(lines.feed(bytes.slice(0, 10)), PackedStringArray(), "no line yet")
	equal(lines.feed(bytes.slice(10)), PackedStringArray(['{"type":"ä"}']), "one line")
	equal(lines.finish(), PackedStringArray(["rest"]), "what has no end")
	equal(lines.finish(), PackedStringArray(), "is told once")


func test_many_lines_may_come_at_once() -> void:
	var lines: PXEJsonLines = PXEJsonLines.new()
	var found: PackedStringArray = lines.feed("a\r\n\nb\n".to_utf8_buffer())
	equal(found, PackedStringArray(["a", "", "b"]))


func test_only_objects_with_a_type_are_facts() -> void:
	equal(PXEJsonLines.read_fact('{"type":"job","n":1}')["type"], "job")
	for text: String in ["[1]", "{}", '{"type":3}', "{broken", "Traceback", ""]:
		equal(PXEJsonLines.read_fact(text), {}, text)


func test_a_project_without_a_status_has_nothing_to_say() -> void:
	var status: PXEStatus = PXEStatus.read("")
	equal(status.trouble, "")
	equal(status.sidecars.size(), 0)


func test_a_status_is_read() -> void:
	var status: PXEStatus = PXEStatus.read(_document())
	equal(status.trouble, "")
	equal(status.command, "pxe watch")
	equal(status.is_working, true)
	equal(status.engine_kind, "local")
	equal(status.available, -1)
	equal(status.sidecars.size(), 1)
	var hero: PXESidecarState = status.find("res://art/hero.pxe.json")
	equal(hero.title(), "hero")
	equal(hero.state, "running")
	equal(hero.price, 20)
	equal(hero.frames_path(), "res://art/hero.frames.tres")
	equal(hero.image_path(), "res://art/hero.png")
	equal(hero.progress(), 0.4)
	equal(hero.explanation(), '"walk": new')


func test_what_is_damaged_or_strange_is_said_and_not_shown() -> void:
	for text: String in ["{", "[]", "null", '"text"']:
		check("damaged" in PXEStatus.read(text).trouble, text)
	check("newer" in PXEStatus.read('{"format": 2}').trouble, "a newer format")
	check("older" in PXEStatus.read('{"format": 0}').trouble, "an older format")
	var odd: PXEStatus = PXEStatus.read('{"format": 1, "sidecars": [1, {}, {"sidecar": 4}]}')
	equal(odd.sidecars.size(), 0)
	equal(PXEStatus.read('{"format":1,"sidecars":{"a":1},"run":[]}').trouble, "")


func test_a_status_leads_nowhere_outside_of_the_project() -> void:
	for path: String in [
		"..\\a.pxe.json", "../a.pxe.json", "/a.pxe.json", "user://a.pxe.json", "a/../../b.pxe.json"
	]:
		equal(PXESidecarState.read({"sidecar": path}), null, path)
	var entry: Dictionary = {"sidecar": "a.pxe.json", "image": "../secret.png"}
	equal(PXESidecarState.read(entry).image_path(), "")


func test_numbers_that_are_none_are_nothing() -> void:
	equal(PXERead.number({"n": INF}, "n", 3.0), 3.0)
	equal(PXERead.number({"n": NAN}, "n", 3.0), 3.0)


func test_unknown_states_are_kept_as_they_are() -> void:
	var entry: Dictionary = {"sidecar": "a.pxe.json", "state": "pondering"}
	equal(PXESidecarState.read(entry).state, "pondering")


func test_new_outputs_are_noticed() -> void:
	var before: PXEStatus = PXEStatus.read(_document())
	var after: PXEStatus = PXEStatus.read(_document().replace("T10", "T11"))
	equal(after.has_published_since(before), true)
	equal(before.has_published_since(before), false)


func test_sidecars_are_found_by_words() -> void:
	var hero: PXESidecarState = PXEStatus.read(_document()).sidecars[0]
	for words: String in ["", "HERO", "art walk", "running", "cycle"]:
		check(hero.matches(words), words)
	check(not hero.matches("hero dragon"), "every word must be found")


func test_pxe_is_looked_for_in_the_project_first() -> void:
	var found: PackedStringArray = PXEProgram.candidates(
		"/home/a/games/one", "/home/a", "/venv", "/usr/bin:/bin", false
	)
	equal(found[0], "/home/a/games/one/.venv/bin/pxe")
	check(found.find("/home/a/games/.venv/bin/pxe") < found.find("/usr/bin/pxe"), "above")
	check(found.find("/venv/bin/pxe") < found.find("/usr/bin/pxe"), "the active one")
	equal(found[-1], "/home/a/.local/bin/pxe")


func test_pxe_has_other_places_on_windows() -> void:
	var found: PackedStringArray = PXEProgram.candidates(
		"C:/games/one", "C:/Users/a", "", "C:/Python;D:/bin", true
	)
	equal(found[0], "C:/games/one/.venv/Scripts/pxe.exe")
	check(found.has("D:/bin/pxe.exe"), "the PATH")


func _document() -> String:
	return (
		JSON
		. stringify(
			{
				"format": 1,
				"version": "0.1.0",
				"run": {"command": "pxe watch", "process": 7, "started": "a", "ended": null},
				"engine": {"kind": "local", "title": "local engine", "available": null},
				"sidecars":
				[
					{
						"sidecar": "art/hero.pxe.json",
						"state": "running",
						"price": 20,
						"image": "art/hero.png",
						"reasons": ['"walk": new'],
						"animations": [{"name": "walk", "prompt": "walk cycle"}],
						"jobs": {"walk": {"state": "running", "progress": 0.4}},
						"published": "2026-01-01T10",
					}
				],
			}
		)
	)
