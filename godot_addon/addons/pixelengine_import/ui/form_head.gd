@tool
class_name PXEFormHead
extends VBoxContainer
## The top of the form: which art, which sidecar, which animation, and how it is made.

## Another animation is to be shown; empty for a new one.
signal animation_chosen(name: String)
signal kind_chosen(kind: String)
## The animation is called otherwise.
signal name_changed

const SHOWN: int = 4
const SIDE: float = 56.0

var title: Label = Label.new()
var subtitle: Label = Label.new()
var chooser: OptionButton = OptionButton.new()
var name_line: LineEdit = LineEdit.new()
var animate_button: Button = Button.new()
var keyframes_button: Button = Button.new()
var grid: PXEFormGrid = PXEFormGrid.new()

var _pictures: HBoxContainer = HBoxContainer.new()
var _dressing: bool = false


func _init() -> void:
	var row: HBoxContainer = HBoxContainer.new()
	row.add_child(_pictures)
	var words: VBoxContainer = VBoxContainer.new()
	words.alignment = BoxContainer.ALIGNMENT_CENTER
	words.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	title.theme_type_variation = &"HeaderSmall"
	subtitle.text_overrun_behavior = TextServer.OVERRUN_TRIM_ELLIPSIS
	subtitle.mouse_filter = Control.MOUSE_FILTER_STOP
	words.add_child(title)
	words.add_child(subtitle)
	row.add_child(words)
	add_child(row)
	chooser.item_selected.connect(_on_item_selected)
	chooser.tooltip_text = "Which animation of the sidecar is shown."
	name_line.placeholder_text = "walk"
	name_line.tooltip_text = "The name of the animation in the SpriteFrames."
	name_line.text_changed.connect(_on_name_changed)
	grid.add_row(["animation", "name"], ["Animation", "Name"], [chooser, name_line])
	grid.add_row(["kind"], ["Made from"], [_make_kinds()])
	add_child(grid)


func _notification(what: int) -> void:
	# What is set here changes the theme once more.
	if what == NOTIFICATION_THEME_CHANGED and is_node_ready() and not _dressing:
		_dress()


func _ready() -> void:
	_dress()


## Shows pictures and words about what is being made.
func show_art(images: PackedStringArray, heading: String, below: String) -> void:
	for old: Node in _pictures.get_children():
		old.free()
	for image: String in images.slice(0, SHOWN):
		if ResourceLoader.exists(image, "Texture2D"):
			var picture: TextureRect = TextureRect.new()
			picture.texture = load(image)
			picture.texture_filter = CanvasItem.TEXTURE_FILTER_NEAREST
			picture.expand_mode = TextureRect.EXPAND_IGNORE_SIZE
			picture.stretch_mode = TextureRect.STRETCH_KEEP_ASPECT_CENTERED
			picture.tooltip_text = image
			_pictures.add_child(picture)
	title.text = heading
	subtitle.text = below
	subtitle.tooltip_text = below
	_dress()


## Shows which animations there are; an empty name stands for a new one.
func show_animations(names: PackedStringArray, shown: String, called: String) -> void:
	chooser.clear()
	for known: String in names:
		chooser.add_item(known)
		chooser.set_item_metadata(chooser.item_count - 1, known)
	chooser.add_separator()
	chooser.add_item("New animation")
	chooser.set_item_metadata(chooser.item_count - 1, "")
	for index: int in chooser.item_count:
		if chooser.get_item_metadata(index) == shown:
			chooser.select(index)
	name_line.text = called
	grid.show_field("animation", not names.is_empty())


## Shows how it is made. With several pictures the words say what becomes of them.
func show_kind(kind: String, pictures: int) -> void:
	animate_button.text = "One picture" if pictures < 2 else "Each picture by itself"
	keyframes_button.text = "Keyframes" if pictures < 2 else "All as keyframes of one"
	animate_button.set_pressed_no_signal(kind == PXECatalog.ANIMATE)
	keyframes_button.set_pressed_no_signal(kind == PXECatalog.KEYFRAMES)


func _make_kinds() -> HBoxContainer:
	var group: ButtonGroup = ButtonGroup.new()
	var row: HBoxContainer = HBoxContainer.new()
	animate_button.tooltip_text = "One picture is set in motion by the prompt."
	keyframes_button.tooltip_text = "The frames between pictures that you drew are made."
	for button: Button in [animate_button, keyframes_button]:
		button.toggle_mode = true
		button.button_group = group
		button.size_flags_horizontal = Control.SIZE_EXPAND_FILL
		row.add_child(button)
	animate_button.pressed.connect(kind_chosen.emit.bind(PXECatalog.ANIMATE))
	keyframes_button.pressed.connect(kind_chosen.emit.bind(PXECatalog.KEYFRAMES))
	return row


func _dress() -> void:
	_dressing = true
	var zoom: float = EditorInterface.get_editor_scale()
	add_theme_constant_override(&"separation", roundi(10 * zoom))
	for picture: Control in _pictures.get_children():
		picture.custom_minimum_size = Vector2.ONE * SIDE * zoom
	var accent: Color = get_theme_color(&"accent_color", &"Editor")
	for button: Button in [animate_button, keyframes_button]:
		button.add_theme_color_override(&"font_pressed_color", accent)
		button.add_theme_color_override(&"font_hover_pressed_color", accent)
	var ink: Color = get_theme_color(&"font_color", &"Label")
	subtitle.add_theme_color_override(&"font_color", Color(ink, 0.6))
	_dressing = false


func _on_item_selected(index: int) -> void:
	animation_chosen.emit(str(chooser.get_item_metadata(index)))


func _on_name_changed(_text: String) -> void:
	name_changed.emit()
