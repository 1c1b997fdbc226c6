@tool
class_name PXEDock
extends VBoxContainer
## The dock "Pixel Engine": every sidecar, how it stands, and what can be done about it.

## The form is wanted: for an animation of a sidecar, or for a new one.
signal edit_wanted(sidecar: String, animation: String)
signal create_wanted
signal reroll_wanted(sidecar: PXESidecarState, animation: String)

enum Entry { EDIT, TEXT, ART, SHEET, SHOW, FOLDER }
enum Command { CREATE, ALL, LOG, SETTINGS }

var bridge: PXEBridge = null
var list: PXESidecarList = PXESidecarList.new()
var view: PXESidecarView = PXESidecarView.new()
var notice: PXENotice = PXENotice.new()
var settings: PXESettingsDialog = PXESettingsDialog.new()
var decide: PXEDecideDialog = PXEDecideDialog.new()

var _engine: Label = Label.new()
var _watch: Button = Button.new()
var _menu: MenuButton = MenuButton.new()
var _search: LineEdit = LineEdit.new()
var _filter: OptionButton = OptionButton.new()
var _split: VSplitContainer = VSplitContainer.new()
var _empty: VBoxContainer = VBoxContainer.new()
var _hint: Label = PXELook.wrapped_label()
var _log: PXELogView = PXELogView.new()
var _row_menu: PopupMenu = PopupMenu.new()
var _ask: ConfirmationDialog = ConfirmationDialog.new()
var _updated: bool = false
var _counted: Dictionary = {}
var _agreed: Callable = Callable()


func _init() -> void:
	name = "Pixel Engine"
	add_child(_make_head())
	add_child(notice)
	add_child(_make_search())
	_split.size_flags_vertical = Control.SIZE_EXPAND_FILL
	_split.add_child(list)
	_split.add_child(view)
	add_child(_split)
	_make_empty()
	_log.visible = false
	add_child(_log)
	add_child(_row_menu)
	add_child(settings)
	add_child(decide)
	add_child(_ask)
	_ask.confirmed.connect(func() -> void: _agreed.call())
	view.visible = false


func _ready() -> void:
	custom_minimum_size.x = PXELook.scaled(260)
	_menu.tooltip_text = "More"
	_filter.tooltip_text = "Show sidecars in one state only"
	_menu.icon = PXELook.icon(&"GuiTabMenuHl")
	_search.right_icon = PXELook.icon(&"Search")
	_empty.add_theme_constant_override(&"separation", PXELook.scaled(8))
	_hint.custom_minimum_size.x = PXELook.scaled(200)
	list.custom_minimum_size.y = PXELook.scaled(120)
	view.custom_minimum_size.y = PXELook.scaled(180)
	view.size_flags_stretch_ratio = 1.6
	settings.bridge = bridge
	decide.bridge = bridge
	_connect_parts()
	_log.show_lines(bridge.log_lines)
	refresh()
	_show_stand()


## Shows the project anew.
func refresh() -> void:
	var sidecars: Array[PXESidecarState] = bridge.status.sidecars
	_fill_filter()
	list.show_sidecars(sidecars)
	view.show_sidecar(bridge.status.find(list.get_chosen()))
	_split.visible = not sidecars.is_empty()
	_empty.visible = sidecars.is_empty()
	_search.get_parent_control().visible = not sidecars.is_empty()
	_show_stand()


## The version of this addon, from its plugin.cfg.
static func addon_version() -> String:
	var script: GDScript = PXEDock
	var file: ConfigFile = ConfigFile.new()
	file.load(script.resource_path.get_base_dir().path_join("../plugin.cfg").simplify_path())
	return str(file.get_value("plugin", "version", ""))


## Selects a sidecar, whatever hides it.
func show_sidecar(path: String) -> void:
	_search.text = ""
	_filter.select(0)
	_apply_filter()
	list.choose(path.trim_prefix("res://"))


## Brings the dock to the front.
func make_visible() -> void:
	var holder: Node = get_parent()
	if holder != null and holder.has_method(&"make_visible"):
		holder.call(&"make_visible")
	elif holder is TabContainer:
		var tabs: TabContainer = holder
		tabs.current_tab = tabs.get_tab_idx_from_control(self)


## Opens a file: pictures in the program that draws them, a sidecar in the editor.
func open_file(path: String) -> void:
	if path.is_empty() or not FileAccess.file_exists(path):
		return
	EditorInterface.select_file(path)
	if path.get_extension().to_lower() in PXEDraft.ART:
		OS.shell_open(ProjectSettings.globalize_path(path))
	elif path.ends_with(PXESidecarState.SUFFIX) and ResourceLoader.exists(path):
		EditorInterface.edit_resource(load(path))


## Asks before credits are spent.
func ask_for_approval(sidecar: PXESidecarState) -> void:
	_ask.title = "Spend Credits?"
	_ask.ok_button_text = "Spend up to %d Credits" % sidecar.price
	_ask.dialog_text = (
		"%s\n%s\n\nThis asks the live service, and costs up to %d credits."
		% [sidecar.path, sidecar.explanation(), sidecar.price]
	)
	_agreed = func() -> void: bridge.actions.approve(sidecar)
	_ask.popup_centered()
	# The enter key spends nothing.
	_ask.get_cancel_button().grab_focus()


func _connect_parts() -> void:
	bridge.status_changed.connect(refresh)
	bridge.stand_changed.connect(_show_stand)
	bridge.key_changed.connect(_show_stand)
	bridge.logged.connect(_log.add_line)
	list.chosen.connect(_on_chosen)
	list.opened.connect(func(path: String) -> void: edit_wanted.emit(path, ""))
	list.menu_wanted.connect(_on_menu_wanted)
	_row_menu.id_pressed.connect(_on_row_command)
	view.edit_wanted.connect(edit_wanted.emit)
	view.reroll_wanted.connect(reroll_wanted.emit)
	view.regenerate_wanted.connect(
		func(sidecar: PXESidecarState) -> void: bridge.actions.regenerate(sidecar.path)
	)
	view.cancel_wanted.connect(bridge.actions.cancel)
	view.approve_wanted.connect(ask_for_approval)
	view.settle_wanted.connect(
		func(sidecar: PXESidecarState, keep: bool) -> void:
			bridge.actions.settle(sidecar.path, keep)
	)
	view.decide_wanted.connect(func(sidecar: PXESidecarState) -> void: decide.open(sidecar.path))
	view.file_wanted.connect(open_file)
	view.folder_wanted.connect(_open_folder)


func _make_head() -> Control:
	var row: HBoxContainer = HBoxContainer.new()
	_engine.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	_engine.text_overrun_behavior = TextServer.OVERRUN_TRIM_ELLIPSIS
	_engine.custom_minimum_size.x = 1
	_engine.mouse_filter = Control.MOUSE_FILTER_STOP
	_watch.pressed.connect(_on_watch_pressed)
	_menu.flat = true
	var popup: PopupMenu = _menu.get_popup()
	popup.add_item("Animate an Image…", Command.CREATE)
	popup.add_item("Look at Everything Again", Command.ALL)
	popup.add_check_item("Show Log", Command.LOG)
	popup.add_separator()
	popup.add_item("Settings and API Key…", Command.SETTINGS)
	popup.id_pressed.connect(_on_command)
	row.add_child(_engine)
	row.add_child(_watch)
	row.add_child(_menu)
	return row


func _make_search() -> Control:
	var row: HBoxContainer = HBoxContainer.new()
	_search.placeholder_text = "Filter Sidecars"
	_search.clear_button_enabled = true
	_search.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	_search.text_changed.connect(func(_text: String) -> void: _apply_filter())
	_filter.fit_to_longest_item = false
	_filter.item_selected.connect(func(_index: int) -> void: _apply_filter())
	row.add_child(_search)
	row.add_child(_filter)
	return row


func _make_empty() -> void:
	_empty.size_flags_vertical = Control.SIZE_EXPAND_FILL
	_empty.alignment = BoxContainer.ALIGNMENT_CENTER
	_hint.horizontal_alignment = HORIZONTAL_ALIGNMENT_CENTER
	_hint.text = (
		"No sidecars yet.\n\nRight-click an image in the FileSystem dock and choose "
		+ "“Animate with Pixel Engine…”."
	)
	var button: Button = Button.new()
	button.text = "Animate an Image…"
	button.size_flags_horizontal = Control.SIZE_SHRINK_CENTER
	button.pressed.connect(create_wanted.emit)
	_empty.add_child(_hint)
	_empty.add_child(button)
	add_child(_empty)


func _fill_filter() -> void:
	var only: String = _get_only()
	var counts: Dictionary = {}
	for sidecar: PXESidecarState in bridge.status.sidecars:
		counts[sidecar.state] = int(counts.get(sidecar.state, 0)) + 1
	# A list that is open, or says the same, is left alone.
	if counts == _counted or _filter.get_popup().visible:
		return
	_counted = counts
	_filter.clear()
	_filter.add_item("All (%d)" % bridge.status.sidecars.size())
	for state: String in bridge.status.states():
		_filter.add_item("%s (%d)" % [PXEStateWords.title(state), counts[state]])
		_filter.set_item_metadata(-1, state)
		if state == only:
			_filter.select(_filter.item_count - 1)
	if _filter.selected < 0:
		_filter.select(0)


func _get_only() -> String:
	var found: Variant = _filter.get_selected_metadata()
	return found if found is String else ""


func _apply_filter() -> void:
	list.filter(_search.text, _get_only())


func _show_stand() -> void:
	_show_engine()
	_show_watch()
	if not bridge.trouble.is_empty():
		notice.tell(bridge.trouble, "Settings…", settings.open)
	elif not bridge.status.trouble.is_empty():
		notice.tell(bridge.status.trouble)
	elif bridge.watcher.stand == PXEWatcher.Stand.BROKEN:
		notice.tell(bridge.watcher.trouble, "Start Again", bridge.start_watch)
	elif _updated:
		notice.tell("The addon was updated. Choose Project > Reload Current Project.")
	elif not bridge.version.is_empty() and bridge.version != addon_version():
		_tell_versions()
	elif not bridge.status.notices.is_empty():
		notice.tell(PXERead.text(bridge.status.notices[-1], "message"))
	else:
		notice.tell("")


func _show_engine() -> void:
	var live: bool = bridge.has_key or bridge.status.engine_kind == "live"
	_engine.text = "Local engine"
	_engine.tooltip_text = "No API key is set: everything is made offline, at no cost."
	if live:
		_engine.text = "Live service"
		if bridge.available >= 0:
			_engine.text = "%d credits" % bridge.available
		_engine.tooltip_text = "An API key is set. What costs credits asks first."
	if bridge.version.is_empty():
		_engine.text = "pxe is not running" if bridge.trouble.is_empty() else "pxe cannot be used"


func _show_watch() -> void:
	_watch.disabled = bridge.program.is_empty() or not bridge.trouble.is_empty()
	_watch.disabled = _watch.disabled or bridge.watcher.stand == PXEWatcher.Stand.STOPPING
	match bridge.watcher.stand:
		PXEWatcher.Stand.ON:
			_set_watch("Watching", &"Stop", "Stop watching this project")
		PXEWatcher.Stand.STARTING:
			_set_watch("Starting", &"Stop", "Stop watching this project")
		PXEWatcher.Stand.STOPPING:
			_set_watch("Stopping", &"Stop", "It ends when the answer is there that it waits for")
		PXEWatcher.Stand.ELSEWHERE:
			var who: String = bridge.status.command
			var tip: String = "%s (process %d) works on this project; it is followed here."
			_set_watch("Followed", &"Stop", tip % [who, bridge.status.process])
		_:
			_set_watch("Watch", &"Play", "Keep everything up to date while you work")


func _set_watch(text: String, icon: StringName, tip: String) -> void:
	_watch.text = text
	_watch.icon = PXELook.icon(icon)
	_watch.tooltip_text = tip


func _on_watch_pressed() -> void:
	var stand: PXEWatcher.Stand = bridge.watcher.stand
	if stand in [PXEWatcher.Stand.OFF, PXEWatcher.Stand.BROKEN]:
		bridge.start_watch()
	else:
		bridge.stop_watch()


func _tell_versions() -> void:
	var text: String = "This addon is version %s, pxe is %s." % [addon_version(), bridge.version]
	if _is_older(addon_version(), bridge.version):
		notice.tell(text, "Update Addon", _on_update_pressed)
	else:
		notice.tell(text + " Update pxe: pipx upgrade pixelengine-import.")


static func _is_older(version: String, than: String) -> bool:
	var ours: PackedStringArray = version.split(".")
	var theirs: PackedStringArray = than.split(".")
	for place: int in mini(ours.size(), theirs.size()):
		if ours[place].to_int() != theirs[place].to_int():
			return ours[place].to_int() < theirs[place].to_int()
	return ours.size() < theirs.size()


func _on_update_pressed() -> void:
	var answer: PXEAnswer = await bridge.update_addon()
	_updated = answer.is_good()
	_show_stand()
	if not _updated:
		notice.tell(answer.problem())


func _on_chosen(path: String) -> void:
	view.show_sidecar(bridge.status.find(path))


func _on_command(id: int) -> void:
	match id:
		Command.CREATE:
			create_wanted.emit()
		Command.ALL:
			bridge.actions.regenerate_all()
		Command.LOG:
			_log.visible = not _log.visible
			var popup: PopupMenu = _menu.get_popup()
			popup.set_item_checked(popup.get_item_index(Command.LOG), _log.visible)
		Command.SETTINGS:
			settings.open()


func _on_menu_wanted(_path: String, at: Vector2i) -> void:
	_row_menu.clear()
	_row_menu.add_item("Edit…", Entry.EDIT)
	_row_menu.add_item("Open Sidecar as Text", Entry.TEXT)
	_row_menu.add_separator()
	_row_menu.add_item("Open Art", Entry.ART)
	_row_menu.add_item("Open Sheet", Entry.SHEET)
	_row_menu.add_item("Show in FileSystem", Entry.SHOW)
	_row_menu.add_item("Open Folder", Entry.FOLDER)
	_row_menu.popup(Rect2i(at, Vector2i.ZERO))


func _on_row_command(id: int) -> void:
	var sidecar: PXESidecarState = bridge.status.find(list.get_chosen())
	if sidecar == null:
		return
	match id:
		Entry.EDIT:
			edit_wanted.emit(sidecar.path, "")
		Entry.TEXT:
			open_file(sidecar.resource_path())
		Entry.ART:
			open_file(sidecar.image_path())
		Entry.SHEET:
			open_file(sidecar.sheet_path())
		Entry.SHOW:
			EditorInterface.select_file(sidecar.resource_path())
		Entry.FOLDER:
			_open_folder(sidecar.resource_path())


func _open_folder(path: String) -> void:
	OS.shell_show_in_file_manager(ProjectSettings.globalize_path(path))
