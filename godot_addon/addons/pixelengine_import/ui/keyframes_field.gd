@tool
class_name PXEKeyframesField
extends VBoxContainer
## The keyframes of an animation: a timeline, and what there is to say of one of them.

## Keyframes are different.
signal changed

var timeline: PXETimeline = PXETimeline.new()
var strength: HSlider = HSlider.new()
var add_button: Button = Button.new()
var replace_button: Button = Button.new()
var remove_button: Button = Button.new()
## Where pictures are chosen; it is made when it is wanted first.
var dialog: EditorFileDialog = null

var _name: Label = Label.new()
var _strength_label: Label = Label.new()
var _percent: Label = Label.new()
var _place: int = 0
## The folder in which pictures are looked for first.
var _folder: String = "res://"


func _init() -> void:
	timeline.changed.connect(_on_changed)
	timeline.cursor_moved.connect(_show_key)
	timeline.picture_wanted.connect(choose_picture)
	add_child(timeline)
	var row: HBoxContainer = HBoxContainer.new()
	_name.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	_name.text_overrun_behavior = TextServer.OVERRUN_TRIM_ELLIPSIS
	_strength_label.text = "Strength"
	_strength_label.mouse_filter = Control.MOUSE_FILTER_STOP
	strength.max_value = 1.0
	strength.step = 0.05
	strength.size_flags_vertical = Control.SIZE_SHRINK_CENTER
	strength.value_changed.connect(_on_strength_changed)
	_percent.horizontal_alignment = HORIZONTAL_ALIGNMENT_RIGHT
	_add_button(add_button, "Add…", "Put pictures on the frames that are free.", _on_add)
	_add_button(replace_button, "", "Choose another picture for this frame.", _on_replace)
	_add_button(remove_button, "", "Take this picture off the timeline (Delete).", _on_remove)
	for part: Control in [_name, _strength_label, strength, _percent]:
		row.add_child(part)
	for button: Button in [add_button, replace_button, remove_button]:
		row.add_child(button)
	add_child(row)


func _notification(what: int) -> void:
	if what == NOTIFICATION_THEME_CHANGED and is_node_ready():
		_dress()


func _ready() -> void:
	_dress()
	_show_key()


## Shows keyframes; pictures are looked for in a folder first.
func show_keys(keys: PXEKeys, folder: String) -> void:
	_folder = folder
	timeline.show_keys(keys)
	_show_key()


## Changes the number of frames.
func resize(total: int) -> void:
	timeline.resize(total)
	_show_key()


## Says what strength means.
func explain_strength(text: String) -> void:
	strength.tooltip_text = text
	_strength_label.tooltip_text = text


## Has a picture chosen for a frame.
func choose_picture(index: int) -> void:
	_place = index
	if dialog == null:
		dialog = EditorFileDialog.new()
		dialog.access = EditorFileDialog.ACCESS_RESOURCES
		dialog.add_filter(
			", ".join(Array(PXEDraft.ART).map(func(e: String) -> String: return "*." + e)),
			"Pictures"
		)
		dialog.file_selected.connect(_on_picture_chosen)
		dialog.files_selected.connect(_on_pictures_chosen)
		add_child(dialog)
	var single: bool = not timeline.keys.at(index).is_empty()
	var mode: EditorFileDialog.FileMode = EditorFileDialog.FILE_MODE_OPEN_FILES
	dialog.file_mode = EditorFileDialog.FILE_MODE_OPEN_FILE if single else mode
	dialog.title = "Choose a Picture" if single else "Choose Pictures"
	dialog.current_dir = _folder
	dialog.popup_file_dialog()


func _add_button(button: Button, text: String, tip: String, pressed: Callable) -> void:
	button.text = text
	button.tooltip_text = tip
	button.pressed.connect(pressed)


func _dress() -> void:
	var zoom: float = EditorInterface.get_editor_scale()
	strength.custom_minimum_size.x = 90 * zoom
	_percent.custom_minimum_size.x = 40 * zoom
	replace_button.icon = get_theme_icon(&"Load", &"EditorIcons")
	remove_button.icon = get_theme_icon(&"Remove", &"EditorIcons")


func _show_key() -> void:
	var key: Dictionary = timeline.keys.at(timeline.cursor)
	var empty: bool = key.is_empty()
	_name.text = "Frame %d" % timeline.cursor
	_name.tooltip_text = ""
	if not empty:
		_name.text += ": %s" % str(key["image"]).get_file()
		_name.tooltip_text = key["image"]
		strength.set_value_no_signal(float(key["strength"]))
	for part: Control in [_strength_label, strength, _percent, replace_button, remove_button]:
		part.visible = not empty
	_percent.text = "%d %%" % roundi(strength.value * 100)
	add_button.visible = empty


func _on_changed() -> void:
	_show_key()
	changed.emit()


func _on_strength_changed(to: float) -> void:
	var key: Dictionary = timeline.keys.at(timeline.cursor)
	if not key.is_empty():
		key["strength"] = snappedf(to, 0.01)
		timeline.queue_redraw()
		_on_changed()


func _on_add() -> void:
	choose_picture(timeline.cursor)


func _on_replace() -> void:
	choose_picture(timeline.cursor)


func _on_remove() -> void:
	timeline.remove(timeline.cursor)
	timeline.grab_focus()


func _on_picture_chosen(path: String) -> void:
	timeline.put(_place, path)
	timeline.grab_focus()


func _on_pictures_chosen(paths: PackedStringArray) -> void:
	var place: int = _place
	for path: String in paths:
		if place < 0:
			break
		timeline.put(place, path)
		place = timeline.keys.free_place(place)
	timeline.grab_focus()
