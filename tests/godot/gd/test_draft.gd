@tool
extends PXESpec
## A sidecar while it is edited: what a form shows, and the patch that is sent to pxe.

static var _catalog: PXECatalog = null


func test_art_is_what_pxe_takes() -> void:
	for path: String in ["res://a.png", "res://a.JPG", "res://b/a.jpeg", "res://a.v2.png"]:
		check(PXEDraft.is_art(path), path)
	for path: String in ["res://a.sheet.png", "res://a.webp", "res://a.pxe.json", "res://a"]:
		check(not PXEDraft.is_art(path), path)
	equal(PXEDraft.sidecar_of("res://art/a.v2.png"), "res://art/a.v2.pxe.json")


func test_numbers_are_whole_where_they_can_be() -> void:
	var found: Variant = PXEDraft.whole(JSON.parse_string('{"a": [4, 0.5, {"b": 9999999999}]}'))
	equal(JSON.stringify(found), '{"a":[4,0.5,{"b":9999999999}]}')


func test_a_patch_says_what_is_different_and_nothing_else() -> void:
	var before: Dictionary = {"a": 1, "b": {"c": 1, "d": [1, 2]}, "e": "x", "f": {"g": 1}}
	var after: Dictionary = {"a": 1, "b": {"c": 2, "d": [1, 2]}, "e": 3, "h": {"i": 1}}
	var patch: Dictionary = PXEDraft.difference(before, after)
	equal(patch, {"f": null, "b": {"c": 2}, "e": 3, "h": {"i": 1}})
	equal(PXEDraft.difference(before, before), {})


func test_a_new_sidecar_holds_what_is_not_usual() -> void:
	var draft: PXEDraft = PXEDraft.read("res://art/new.pxe.json", "")
	equal(draft.names(), PackedStringArray())
	await _put(draft, "", "default", {"prompt": "idle", "fps": 8.0, "loop": true, "seed": null})
	equal(draft.patch(), {"animate": {"prompt": "idle"}})
	var named: PXEDraft = PXEDraft.read("res://art/new.pxe.json", "")
	await _put(named, "", "walk", {"prompt": "walk", "output_frames": 4.0, "loop": false})
	var walk: Dictionary = {"animate": {"prompt": "walk", "output_frames": 4}, "loop": false}
	equal(named.patch(), {"animations": {"walk": walk}})
	equal(JSON.stringify(named.patch()).contains("4.0"), false, "a whole number")


func test_a_field_that_is_cleared_is_taken_away() -> void:
	var text: String = '{"animate": {"prompt": "idle", "seed": 7}, "fps": 5, "loop": false}'
	var draft: PXEDraft = PXEDraft.read("res://a.pxe.json", text)
	await _put(draft, "default", "default", {"prompt": "idle", "seed": null, "fps": 8.0})
	equal(draft.patch(), {"animate": {"seed": null}, "fps": null})


func test_what_nobody_changed_stays_as_it_is_written() -> void:
	var text: String = '{"animate": {"prompt": "a", "output_frames": 8}, "fps": 8, "reroll": 2}'
	var draft: PXEDraft = PXEDraft.read("res://a.pxe.json", text)
	await _put(draft, "default", "default", {"prompt": "a", "output_frames": 8.0, "fps": 8.0})
	equal(draft.patch(), {})


func test_defaults_of_the_sidecar_are_what_is_usual_in_it() -> void:
	var text: String = '{"defaults": {"fps": 5, "loop": false}, "animations": {}}'
	var draft: PXEDraft = PXEDraft.read("res://a.pxe.json", text)
	await _put(draft, "", "walk", {"prompt": "walk", "fps": 5.0, "loop": true})
	equal(draft.patch(), {"animations": {"walk": {"animate": {"prompt": "walk"}, "loop": true}}})


func test_a_second_animation_gives_the_first_one_a_name() -> void:
	var text: String = '{"image": "b.png", "animate": {"prompt": "idle"}, "fps": 5}'
	var draft: PXEDraft = PXEDraft.read("res://a.pxe.json", text)
	await _put(draft, "", "walk", {"prompt": "walk"})
	var named: Dictionary = {
		"default": {"animate": {"prompt": "idle"}, "fps": 5},
		"walk": {"animate": {"prompt": "walk"}},
	}
	equal(draft.patch(), {"animate": null, "fps": null, "animations": named})
	equal(draft.names(), PackedStringArray(["default", "walk"]))
	equal(draft.wanted["image"], "b.png", "what belongs to all stays where it is")


func test_an_animation_can_be_called_otherwise() -> void:
	var draft: PXEDraft = PXEDraft.read("res://a.pxe.json", '{"animate": {"prompt": "idle"}}')
	await _put(draft, "default", "idle", {"prompt": "idle"})
	equal(draft.patch(), {"animate": null, "animations": {"idle": {"animate": {"prompt": "idle"}}}})
	var named: PXEDraft = PXEDraft.read("res://a.pxe.json", JSON.stringify(draft.wanted))
	await _put(named, "idle", "rest", {"prompt": "idle"})
	var rest: Dictionary = {"idle": null, "rest": {"animate": {"prompt": "idle"}}}
	equal(named.patch(), {"animations": rest})
	equal(named.is_taken("idle", "rest"), true)
	equal(named.is_taken("rest", "rest"), false)


func test_animations_that_are_called_otherwise_keep_their_places() -> void:
	var text: String = (
		'{"animations": {"a": {"animate": {"prompt": "a"}}, "b": {"animate": {"prompt": "b"}},'
		+ ' "c": {"animate": {"prompt": "c"}}}}'
	)
	var draft: PXEDraft = PXEDraft.read("res://a.pxe.json", text)
	await _put(draft, "b", "walk", {"prompt": "b"})
	await _put(draft, "a", "idle", {"prompt": "a"})
	await _put(draft, "", "run", {"prompt": "d"})
	equal(draft.names(), PackedStringArray(["idle", "walk", "c", "run"]))
	var patch: Dictionary = draft.patch()["animations"]
	equal(patch.keys(), ["a", "b", "idle", "walk", "run"], "in the order of their places")


func test_another_kind_of_animation_keeps_what_both_have() -> void:
	var animate: Dictionary = {
		"prompt": "a", "seed": 7, "output_frames": 4, "matte_color": "#ff00ff"
	}
	var draft: PXEDraft = PXEDraft.read("res://a.pxe.json", JSON.stringify({"animate": animate}))
	var keys: Array[Dictionary] = [{"index": 0, "image": "res://a.png", "strength": 1.0}]
	var values: Dictionary = {
		"prompt": "a",
		"render_mode": "pixel",
		"total_frames": 6.0,
		"frames": draft.write_keys("default", keys),
	}
	await _put(draft, "default", "default", values, "keyframes")
	var wanted: Dictionary = {
		"prompt": "a",
		"seed": 7,
		"matte_color": "#ff00ff",
		"render_mode": "pixel",
		"total_frames": 6,
		"frames": [{"index": 0}],
	}
	equal(draft.patch(), {"animate": null, "keyframes": wanted})


func test_keyframes_name_pictures_from_the_sidecar_on() -> void:
	var frames: Array = [{"index": 0}, {"index": 4, "image": "../b/x.png", "strength": 0.8}]
	var text: String = JSON.stringify({"keyframes": {"prompt": "a", "frames": frames}})
	var draft: PXEDraft = PXEDraft.read("res://art/nowhere.pxe.json", text)
	var keys: Array[Dictionary] = draft.keys("default")
	equal(keys[0], {"index": 0, "image": "res://art/nowhere.png", "strength": 1.0})
	equal(keys[1], {"index": 4, "image": "res://b/x.png", "strength": 0.8})
	keys.append({"index": 5, "image": "res://art/in/y.png", "strength": 1.0})
	keys.append({"index": 6, "image": "res://other/z.png", "strength": 1.0})
	var more: Array = [
		{"index": 5, "image": "in/y.png"}, {"index": 6, "image": "res://other/z.png"}
	]
	equal(draft.write_keys("default", keys), frames_of(frames) + more, "words that were there stay")


func test_art_that_was_chosen_is_named_where_another_one_would_be_taken() -> void:
	var fresh: PXEDraft = PXEDraft.read("res://art/knight.pxe.json", "")
	fresh.chosen = "res://art/knight.jpg"
	await _put(fresh, "", "default", {"prompt": "a"})
	equal(fresh.patch(), {"image": "knight.jpg", "animate": {"prompt": "a"}})
	var plain: PXEDraft = PXEDraft.read("res://art/knight.pxe.json", "")
	plain.chosen = "res://art/knight.png"
	await _put(plain, "", "default", {"prompt": "a"})
	equal(plain.patch(), {"animate": {"prompt": "a"}})
	var text: String = '{"image": "bat.png", "animations": {"a": {"animate": {"prompt": "b"}}}}'
	var other: PXEDraft = PXEDraft.read("res://art/knight.pxe.json", text)
	other.chosen = "res://art/knight.png"
	await _put(other, "", "walk", {"prompt": "c"})
	var walk: Dictionary = {"animate": {"prompt": "c"}, "image": "knight.png"}
	equal(other.patch(), {"animations": {"walk": walk}})


func test_what_is_no_sidecar_is_said_to_be_none() -> void:
	check("a.pxe.json:2" in PXEDraft.read("res://a.pxe.json", '{\n"a" 1}').trouble, "line")
	check("no JSON object" in PXEDraft.read("res://a.pxe.json", "[]").trouble, "a list")


func test_pictures_are_spread_over_the_frames() -> void:
	equal(_places(PXEKeys.spread(PackedStringArray(["a"]), 8)), [0])
	equal(_places(PXEKeys.spread(PackedStringArray(["a", "b", "c"]), 8)), [0, 4, 7])
	equal(PXEKeys.spread(PackedStringArray(["a", "b", "c"]), 2).total, 3, "room for all")


func test_keyframes_move_and_change_places() -> void:
	var keys: PXEKeys = PXEKeys.spread(PackedStringArray(["a", "b", "c"]), 8)
	check(keys.move(4, 2), "to a free frame")
	equal(_places(keys), [0, 2, 7])
	check(keys.move(0, 2), "to a taken one")
	equal(keys.at(0)["image"], "b")
	equal(keys.at(2)["image"], "a")
	check(not keys.move(0, 8), "not out of the line")
	keys.resize(4)
	equal(_places(keys), [0, 2, 3], "none gets lost")
	equal(keys.free_place(2), 1)


func test_problems_are_told_in_the_words_of_the_form() -> void:
	var answer: PXEAnswer = PXEAnswer.new()
	answer.code = 2
	var message: String = 'art/a.pxe.json:3: "output_frames" of "walk" must be even (found 7)'
	var field: String = "animations.walk.animate.output_frames"
	answer.facts = [{"type": "error", "message": message, "line": 3.0, "field": field}]
	var titles: Dictionary = {"frames": "Frames", "name": "Name"}
	var found: PXEProblems = PXEProblems.read(answer, "walk", titles)
	equal(found.lines, PackedStringArray(["Frames: must be even (found 7)"]))
	equal(found.fields, PackedStringArray(["frames"]))
	var other: PXEProblems = PXEProblems.read(answer, "idle", titles)
	equal(other.fields, PackedStringArray(), "another animation's field is not marked")
	check('of "walk"' in other.lines[0], other.lines[0])


func frames_of(list: Array) -> Array:
	return PXEDraft.whole(list)


func _places(keys: PXEKeys) -> Array:
	return keys.list.map(func(key: Dictionary) -> int: return key["index"])


func _put(
	draft: PXEDraft, original: String, called: String, values: Dictionary, kind: String = "animate"
) -> void:
	if _catalog == null:
		var bridge: PXEBridge = PXEBridge.new()
		add_child(bridge)
		bridge.program = OS.get_environment("PXE")
		_catalog = await PXECatalog.ask(bridge)
		equal(_catalog.trouble, "")
	draft.put(original, called, kind, values, _catalog)
