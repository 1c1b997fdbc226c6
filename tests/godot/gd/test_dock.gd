@tool
extends PXESpec
## The dock, with a project that is told and not made.

const FRAMES: SpriteFrames = preload("res://art/knight.frames.tres")


func test_an_empty_project_says_how_to_begin() -> void:
	var dock: PXEDock = await _dock([])
	check(_shows(dock, "Right-click an image"), "the hint")
	check(not dock.list.is_visible_in_tree(), "no empty list")


func test_every_sidecar_has_its_state() -> void:
	var dock: PXEDock = await _dock([_entry("a", "fresh"), _entry("b", "pondering")])
	equal(dock.list.count_visible(), 2)
	var row: TreeItem = dock.list.get_root().get_child(0)
	equal(row.get_text(PXESidecarList.NAME), "a")
	equal(row.get_text(PXESidecarList.STATE), "Up to date")
	equal(row.get_next().get_text(PXESidecarList.STATE), "Pondering", "unknown states")


func test_progress_is_shown_while_a_job_runs() -> void:
	var entry: Dictionary = _entry("a", "running")
	entry["jobs"] = {"walk": {"state": "running", "progress": 0.4, "job": "j"}}
	var dock: PXEDock = await _dock([entry])
	var row: TreeItem = dock.list.get_root().get_child(0)
	equal(row.get_text(PXESidecarList.STATE), "40 %")
	dock.show_sidecar("a.pxe.json")
	check(_button(dock, "Cancel") != null, "it can be cancelled")
	check(_button(dock, "Regenerate") == null, "and not begun twice")


func test_the_list_is_filtered_by_words_and_by_state() -> void:
	var dock: PXEDock = await _dock(
		[_entry("art/hero", "fresh"), _entry("art/slime", "failed"), _entry("bat", "failed")]
	)
	dock.list.filter("art", "")
	equal(dock.list.count_visible(), 2)
	dock.list.filter("art", "failed")
	equal(dock.list.count_visible(), 1)
	dock.show_sidecar("art/hero.pxe.json")
	equal(dock.list.count_visible(), 3, "what is shown is not hidden")
	equal(dock.list.get_chosen(), "art/hero.pxe.json")


func test_the_selection_survives_news() -> void:
	var dock: PXEDock = await _dock([_entry("a", "stale"), _entry("b", "stale")])
	dock.show_sidecar("b.pxe.json")
	_tell(dock, [_entry("a", "fresh"), _entry("aa", "stale"), _entry("b", "fresh")])
	equal(dock.list.get_chosen(), "b.pxe.json")
	_tell(dock, [_entry("a", "fresh")])
	equal(dock.list.get_chosen(), "")
	check(not dock.view.visible, "nothing is shown of what is gone")


func test_what_costs_credits_asks_first() -> void:
	var entry: Dictionary = _entry("a", "waiting")
	entry["price"] = 20
	var dock: PXEDock = await _dock([entry])
	dock.show_sidecar("a.pxe.json")
	_button(dock, "Approve up to 20 Credits…").pressed.emit()
	var dialog: ConfirmationDialog = _dialog(dock)
	check(dialog != null, "it asks")
	check("20 credits" in dialog.dialog_text, dialog.dialog_text)
	check(dialog.get_cancel_button().has_focus(), "the enter key spends nothing")
	equal(dock.bridge.log_lines.size(), 0, "and nothing is sent before that")
	dialog.hide()


func test_a_conflict_offers_both_ways_out() -> void:
	var dock: PXEDock = await _dock([_entry("a", "conflict")])
	dock.show_sidecar("a.pxe.json")
	check(_button(dock, "Replace") != null, "replace")
	check(_button(dock, "Keep Mine") != null, "keep")


func test_a_failure_says_why() -> void:
	var entry: Dictionary = _entry("a", "failed")
	entry["problem"] = {"code": "sidecar", "message": 'a.pxe.json:3: "fps" must be above 0'}
	var dock: PXEDock = await _dock([entry])
	dock.show_sidecar("a.pxe.json")
	check(_shows(dock, 'a.pxe.json:3: "fps" must be above 0'), "the reason")


func test_a_damaged_status_is_said_with_the_way_out() -> void:
	var dock: PXEDock = await _dock([])
	dock.bridge.status = PXEStatus.read("{")
	dock.bridge.status_changed.emit()
	check("damaged" in dock.notice.get_text(), dock.notice.get_text())


func test_a_missing_pxe_is_said_with_the_way_out() -> void:
	var dock: PXEDock = await _dock([])
	PXESettings.set_program("/nonexistent/pxe")
	await dock.bridge.set_up(false)
	check("/nonexistent/pxe" in dock.notice.get_text(), dock.notice.get_text())
	dock.notice.get_button().pressed.emit()
	check(dock.settings.visible, "the settings are opened")
	dock.settings.hide()
	PXESettings.set_program("")


func test_a_preview_plays_at_its_own_speed_and_rests_when_hidden() -> void:
	var preview: PXEPreview = PXEPreview.new()
	EditorInterface.get_base_control().add_child(preview)
	preview.show_animation(FRAMES, &"walk")
	check(preview.is_processing(), "it plays")
	var first: Texture2D = preview.get_shown_texture()
	var length: float = 1.0 / FRAMES.get_animation_speed(&"walk")
	preview._process(length * 0.5)
	equal(preview.get_shown_texture(), first, "half of a frame's time")
	preview._process(length * 0.6)
	equal(preview.get_shown_texture(), FRAMES.get_frame_texture(&"walk", 1))
	preview.visible = false
	check(not preview.is_processing(), "it rests")
	preview.free()


func test_an_animation_that_is_removed_while_it_plays_is_no_error() -> void:
	var preview: PXEPreview = PXEPreview.new()
	EditorInterface.get_base_control().add_child(preview)
	var frames: SpriteFrames = FRAMES.duplicate()
	preview.show_animation(frames, &"walk")
	frames.remove_animation(&"walk")
	preview._process(10.0)
	equal(preview.get_shown_texture(), null)
	check(not preview.is_processing(), "it rests")
	preview.free()


func test_news_do_not_begin_an_animation_again() -> void:
	var preview: PXEPreview = PXEPreview.new()
	EditorInterface.get_base_control().add_child(preview)
	preview.show_animation(FRAMES, &"walk")
	preview._process(1.0 / FRAMES.get_animation_speed(&"walk"))
	var shown: Texture2D = preview.get_shown_texture()
	preview.show_animation(FRAMES, &"walk")
	equal(preview.get_shown_texture(), shown)
	preview.free()


func test_the_log_keeps_its_order_and_its_size() -> void:
	var log: PXELogView = PXELogView.new()
	EditorInterface.get_base_control().add_child(log)
	log.show_lines(PackedStringArray(["one", "two"]))
	log.add_line("three")
	equal(log.get_text(), "one\ntwo\nthree")
	for number: int in PXEBridge.KEPT_LINES:
		log.add_line(str(number))
	equal(log.get_text().split("\n").size(), PXEBridge.KEPT_LINES)
	log.free()


func test_an_animation_that_is_gone_is_no_error() -> void:
	var preview: PXEPreview = PXEPreview.new()
	EditorInterface.get_base_control().add_child(preview)
	preview.show_animation(FRAMES, &"nowhere")
	equal(preview.get_shown_texture(), null)
	preview.show_animation(null, &"")
	equal(preview.get_shown_texture(), null)
	preview.free()


func _dock(entries: Array[Dictionary]) -> PXEDock:
	var bridge: PXEBridge = PXEBridge.new()
	add_child(bridge)
	var dock: PXEDock = PXEDock.new()
	dock.bridge = bridge
	EditorInterface.get_base_control().add_child(dock)
	tree_exiting.connect(dock.free)
	_tell(dock, entries)
	await get_tree().process_frame
	return dock


func _tell(dock: PXEDock, entries: Array[Dictionary]) -> void:
	dock.bridge.status = PXEStatus.read(JSON.stringify({"format": 1, "sidecars": entries}))
	dock.bridge.status_changed.emit()


func _entry(stem: String, state: String) -> Dictionary:
	return {
		"sidecar": stem + ".pxe.json",
		"state": state,
		"animations": [{"name": "walk", "prompt": "walk cycle", "fps": 8.0, "loop": true}],
	}


func _shows(dock: PXEDock, text: String) -> bool:
	for label: Label in dock.find_children("*", "Label", true, false):
		if label.is_visible_in_tree() and text in label.text:
			return true
	return false


func _button(dock: PXEDock, text: String) -> Button:
	for button: Button in dock.find_children("*", "Button", true, false):
		if button.is_visible_in_tree() and button.text == text:
			return button
	return null


func _dialog(dock: PXEDock) -> ConfirmationDialog:
	for dialog: ConfirmationDialog in dock.find_children("*", "ConfirmationDialog", true, false):
		if dialog.visible:
			return dialog
	return null
