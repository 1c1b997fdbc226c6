@tool
class_name PXESidecarView
extends ScrollContainer
## One sidecar: how it stands, what can be done about that, and how it looks.

signal edit_wanted(sidecar: String, animation: String)
signal reroll_wanted(sidecar: PXESidecarState, animation: String)
signal regenerate_wanted(sidecar: PXESidecarState)
signal cancel_wanted(sidecar: PXESidecarState)
signal approve_wanted(sidecar: PXESidecarState)
signal settle_wanted(sidecar: PXESidecarState, keep: bool)
signal decide_wanted(sidecar: PXESidecarState)
signal file_wanted(path: String)
signal folder_wanted(path: String)

## States that a person ends, in ways of their own.
const DECISIONS: PackedStringArray = ["waiting", "conflict", "held", "kept"]

var _sidecar: PXESidecarState = null
var _box: VBoxContainer = VBoxContainer.new()
var _title: Label = Label.new()
var _state: Label = Label.new()
var _icon: TextureRect = TextureRect.new()
var _why: Label = PXELook.wrapped_label()
var _bar: ProgressBar = ProgressBar.new()
var _buttons: HFlowContainer = HFlowContainer.new()
var _cards: HFlowContainer = HFlowContainer.new()
var _regenerate: Button = Button.new()
var _cancel: Button = Button.new()
var _approve: Button = Button.new()
var _accept: Button = Button.new()
var _keep: Button = Button.new()
var _decide: Button = Button.new()


func _init() -> void:
	horizontal_scroll_mode = ScrollContainer.SCROLL_MODE_DISABLED
	size_flags_vertical = Control.SIZE_EXPAND_FILL
	_box.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	add_child(_box)
	var head: HBoxContainer = HBoxContainer.new()
	_title.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	_title.text_overrun_behavior = TextServer.OVERRUN_TRIM_ELLIPSIS
	_title.custom_minimum_size.x = 1
	_state.text_overrun_behavior = TextServer.OVERRUN_TRIM_ELLIPSIS
	_state.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	_state.horizontal_alignment = HORIZONTAL_ALIGNMENT_RIGHT
	_state.custom_minimum_size.x = 1
	_state.mouse_filter = Control.MOUSE_FILTER_STOP
	_icon.stretch_mode = TextureRect.STRETCH_KEEP_CENTERED
	head.add_child(_title)
	head.add_child(_icon)
	head.add_child(_state)
	_box.add_child(head)
	_bar.max_value = 1.0
	_bar.show_percentage = false
	_box.add_child(_bar)
	_box.add_child(_why)
	_box.add_child(_buttons)
	_box.add_child(_cards)


func _ready() -> void:
	_title.theme_type_variation = &"HeaderSmall"
	_bar.custom_minimum_size.y = PXELook.scaled(4)
	_add_button(_approve, &"StatusSuccess", "", func() -> void: approve_wanted.emit(_sidecar))
	_add_button(_accept, &"Reload", "Replace", func() -> void: settle_wanted.emit(_sidecar, false))
	_add_button(_keep, &"Lock", "Keep Mine", func() -> void: settle_wanted.emit(_sidecar, true))
	_add_button(_decide, &"Help", "Decide…", func() -> void: decide_wanted.emit(_sidecar))
	_add_button(
		_regenerate, &"Reload", "Regenerate", func() -> void: regenerate_wanted.emit(_sidecar)
	)
	_add_button(_cancel, &"Stop", "Cancel", func() -> void: cancel_wanted.emit(_sidecar))
	_accept.tooltip_text = "Replace what was changed by hand; a copy of it is kept by pxe"
	_keep.tooltip_text = "Keep what was changed by hand until the sidecar or its art changes"
	_regenerate.tooltip_text = "Look at it again, and make what is missing or failed"
	_cancel.tooltip_text = "Let its jobs go, until something about it changes"
	_add_button(Button.new(), &"Edit", "Edit…", func() -> void: edit_wanted.emit(_sidecar.path, ""))
	_add_button(
		Button.new(), &"Folder", "", func() -> void: folder_wanted.emit(_sidecar.resource_path())
	)
	var folder: Button = _buttons.get_child(-1)
	folder.tooltip_text = "Open its folder"
	show_sidecar(_sidecar)


## Shows a sidecar; null: nothing.
func show_sidecar(sidecar: PXESidecarState) -> void:
	_sidecar = sidecar
	visible = sidecar != null
	if sidecar == null or not is_node_ready():
		return
	var state: String = "running" if sidecar.is_busy() else sidecar.state
	_title.text = sidecar.title()
	_title.tooltip_text = sidecar.path
	_state.text = PXEStateWords.describe(sidecar)
	_state.tooltip_text = PXEStateWords.meaning(sidecar.state)
	_state.add_theme_color_override(&"font_color", PXELook.colour(PXEStateWords.colour(state)))
	_icon.texture = PXELook.icon(PXEStateWords.icon(state))
	_bar.visible = sidecar.is_busy()
	_bar.value = maxf(sidecar.progress(), 0.0)
	_bar.indeterminate = sidecar.progress() < 0.0
	_why.text = sidecar.explanation()
	_why.visible = not _why.text.is_empty()
	_approve.visible = sidecar.state == "waiting"
	_approve.text = "Approve up to %d Credits…" % sidecar.price
	_accept.visible = sidecar.state in ["conflict", "kept"]
	_keep.visible = sidecar.state == "conflict"
	_decide.visible = sidecar.state == "held"
	_cancel.visible = sidecar.is_busy()
	_regenerate.visible = not sidecar.is_busy() and sidecar.state not in DECISIONS
	_show_cards()


## Takes the pictures from the files anew.
func refresh() -> void:
	show_sidecar(_sidecar)


func _show_cards() -> void:
	var frames: SpriteFrames = _load_frames()
	var wanted: int = 1 + _sidecar.animations.size()
	while _cards.get_child_count() > wanted:
		var last: Node = _cards.get_child(-1)
		_cards.remove_child(last)
		last.queue_free()
	while _cards.get_child_count() < wanted:
		_add_card(_cards.get_child_count() == 0)
	var source: PXEAnimationCard = _cards.get_child(0)
	var image: String = _sidecar.image_path()
	var picture: Texture2D = null
	if not image.is_empty() and _can_load(image):
		picture = load(image) as Texture2D
	source.show_source(picture)
	source.visible = picture != null
	for number: int in _sidecar.animations.size():
		var card: PXEAnimationCard = _cards.get_child(number + 1)
		card.show_animation(_sidecar.animations[number], frames)


func _add_card(is_source: bool) -> void:
	var card: PXEAnimationCard = PXEAnimationCard.new()
	if is_source:
		card.activated.connect(func() -> void: file_wanted.emit(_sidecar.image_path()))
	else:
		card.activated.connect(func() -> void: file_wanted.emit(_sidecar.sheet_path()))
		card.edit_wanted.connect(
			func(animation: String) -> void: edit_wanted.emit(_sidecar.path, animation)
		)
		card.reroll_wanted.connect(
			func(animation: String) -> void: reroll_wanted.emit(_sidecar, animation)
		)
	_cards.add_child(card)


## Returns the frames if the editor has read them; asking earlier is an error to Godot.
func _load_frames() -> SpriteFrames:
	var path: String = _sidecar.frames_path()
	if not _can_load(path) or not _can_load(_sidecar.sheet_path()):
		return null
	return load(path) as SpriteFrames


## While the editor imports, a texture that is said to be there may not be.
static func _can_load(path: String) -> bool:
	if ResourceLoader.has_cached(path):
		return true
	var files: EditorFileSystem = EditorInterface.get_resource_filesystem()
	return not files.is_scanning() and ResourceLoader.exists(path)


func _add_button(button: Button, icon: StringName, text: String, pressed: Callable) -> void:
	button.icon = PXELook.icon(icon)
	button.text = text
	button.pressed.connect(pressed)
	_buttons.add_child(button)
