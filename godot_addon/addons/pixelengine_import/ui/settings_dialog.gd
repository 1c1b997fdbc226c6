@tool
class_name PXESettingsDialog
extends AcceptDialog
## Where pxe is, whether it watches by itself, and the API key.
##
## The key goes to pxe through a pipe, and is kept by pxe. The field is emptied at once.

var bridge: PXEBridge = null

var _path: LineEdit = LineEdit.new()
var _said: Label = PXELook.wrapped_label()
var _autostart: CheckBox = CheckBox.new()
var _key: LineEdit = LineEdit.new()
var _key_said: Label = PXELook.wrapped_label()
var _keep_key: Button = null
var _forget_key: Button = null
var _browse: EditorFileDialog = null


func _init() -> void:
	title = "Pixel Engine"
	ok_button_text = "Close"
	var box: VBoxContainer = VBoxContainer.new()
	add_child(box)
	confirmed.connect(_on_closed)
	box.add_child(_header("The pxe program"))
	_path.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	_path.placeholder_text = "Found by itself; or the path of pxe"
	_path.text_submitted.connect(func(_text: String) -> void: test())
	var browse: Button = _button("Browse…", _on_browse_pressed)
	box.add_child(_row([_path, browse, _button("Test", test)]))
	box.add_child(_said)
	_autostart.text = "Watch this project whenever it is open"
	_autostart.toggled.connect(PXESettings.set_autostart)
	box.add_child(_autostart)
	box.add_child(HSeparator.new())
	box.add_child(_header("API key"))
	_key.secret = true
	_key.placeholder_text = "pe_sk_…"
	_key.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	_key.text_submitted.connect(func(_text: String) -> void: keep_key())
	_keep_key = _button("Log In", keep_key)
	_forget_key = _button("Log Out", forget_key)
	box.add_child(_row([_key, _keep_key, _forget_key]))
	box.add_child(_key_said)


func _notification(what: int) -> void:
	# What was typed is used or forgotten: a key does not lie about in a field.
	if what == NOTIFICATION_VISIBILITY_CHANGED and not visible:
		_key.text = ""


func _ready() -> void:
	min_size = Vector2i(PXELook.scaled(520), 0)
	for label: Label in [_said, _key_said]:
		label.custom_minimum_size.x = PXELook.scaled(480)
		label.add_theme_color_override(&"font_color", PXELook.dim())


## Shows how things stand, and the dialog.
func open() -> void:
	_path.text = PXESettings.get_program()
	_autostart.set_pressed_no_signal(PXESettings.get_autostart())
	refresh()
	popup_centered()


## Says how things stand.
func refresh() -> void:
	if bridge == null:
		return
	_said.text = bridge.trouble
	if bridge.trouble.is_empty():
		_said.text = "pxe %s at %s" % [bridge.version, bridge.program]
	_key_said.text = "No key: the local engine does everything, offline and free."
	if bridge.has_key:
		_key_said.text = "A key is set: the live service is asked. What costs credits asks first."
	_key.editable = bridge.trouble.is_empty()
	_keep_key.disabled = not _key.editable
	_forget_key.disabled = not bridge.has_key


## Takes over the path and asks pxe for its version.
func test() -> void:
	PXESettings.set_program(_path.text.strip_edges())
	_said.text = "Testing…"
	await bridge.restart()
	refresh()


## Hands the key over to pxe.
func keep_key() -> void:
	var typed: String = _key.text
	_key.text = ""
	if typed.strip_edges().is_empty():
		return
	_key_said.text = "The service is asked whether it is right…"
	var answer: PXEAnswer = await bridge.log_in(typed)
	refresh()
	if not answer.is_good():
		_key_said.text = answer.problem()


## Has pxe forget the key.
func forget_key() -> void:
	var answer: PXEAnswer = await bridge.log_out()
	refresh()
	if not answer.is_good():
		_key_said.text = answer.problem()


func _on_closed() -> void:
	if _path.text.strip_edges() != PXESettings.get_program():
		test()


func _on_browse_pressed() -> void:
	if _browse == null:
		_browse = EditorFileDialog.new()
		_browse.access = EditorFileDialog.ACCESS_FILESYSTEM
		_browse.file_mode = EditorFileDialog.FILE_MODE_OPEN_FILE
		_browse.title = "Where is pxe?"
		_browse.file_selected.connect(_on_file_selected)
		add_child(_browse)
	_browse.popup_file_dialog()


func _on_file_selected(path: String) -> void:
	_path.text = path
	test()


func _header(text: String) -> Label:
	var label: Label = Label.new()
	label.text = text
	label.theme_type_variation = &"HeaderSmall"
	return label


func _button(text: String, pressed: Callable) -> Button:
	var button: Button = Button.new()
	button.text = text
	button.pressed.connect(pressed)
	return button


func _row(controls: Array[Control]) -> HBoxContainer:
	var row: HBoxContainer = HBoxContainer.new()
	for control: Control in controls:
		row.add_child(control)
	return row
