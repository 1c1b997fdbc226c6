@tool
class_name PXEAnimationCard
extends VBoxContainer
## One animation of a sidecar: how it looks, what it is called, what was asked for.

signal edit_wanted(animation: String)
signal reroll_wanted(animation: String)
## It was double-clicked.
signal activated

const SIDE: float = 112.0

var preview: PXEPreview = PXEPreview.new()

var _name: Label = Label.new()
var _facts: Label = Label.new()
var _loop: TextureRect = TextureRect.new()
var _buttons: HBoxContainer = HBoxContainer.new()
var _animation: String = ""


func _init() -> void:
	preview.activated.connect(activated.emit)
	add_child(preview)
	preview.add_child(_buttons)
	_buttons.set_anchors_and_offsets_preset(Control.PRESET_TOP_RIGHT)
	_buttons.grow_horizontal = Control.GROW_DIRECTION_BEGIN
	add_child(_name)
	var row: HBoxContainer = HBoxContainer.new()
	row.add_child(_facts)
	row.add_child(_loop)
	add_child(row)
	for label: Label in [_name, _facts]:
		label.text_overrun_behavior = TextServer.OVERRUN_TRIM_ELLIPSIS
		label.size_flags_horizontal = Control.SIZE_EXPAND_FILL
		label.mouse_filter = Control.MOUSE_FILTER_STOP
	_loop.stretch_mode = TextureRect.STRETCH_KEEP_CENTERED


func _ready() -> void:
	var side: int = PXELook.scaled(SIDE)
	preview.custom_minimum_size = Vector2(side, side)
	for label: Label in [_name, _facts]:
		label.custom_minimum_size.x = 1
	_facts.add_theme_color_override(&"font_color", PXELook.dim())
	_buttons.add_theme_constant_override(&"separation", 0)
	add_theme_constant_override(&"separation", 0)


## Shows the art that everything is made of.
func show_source(picture: Texture2D) -> void:
	_name.text = "Art"
	_name.tooltip_text = "The picture that the animations are made of"
	preview.tooltip_text = "Double-click opens it in your drawing program"
	preview.show_picture(picture)
	var size_of_picture: Vector2 = Vector2.ZERO if picture == null else picture.get_size()
	_facts.text = "%d × %d" % [int(size_of_picture.x), int(size_of_picture.y)]


## Shows an animation as the sidecar asks for it, with the frames that there are.
func show_animation(facts: Dictionary, frames: SpriteFrames) -> void:
	if _animation.is_empty():
		_add_buttons()
	_animation = PXERead.text(facts, "name")
	_name.text = _animation
	var prompt: String = PXERead.text(facts, "prompt")
	_name.tooltip_text = prompt
	preview.tooltip_text = "%s\nDouble-click shows the sheet" % prompt
	preview.show_animation(frames, _animation)
	_facts.text = _describe(facts, frames)
	_facts.tooltip_text = "Frames × frames per second"
	_loop.texture = PXELook.icon(&"Loop") if PXERead.flag(facts, "loop") else null
	_loop.tooltip_text = "It loops"


## Returns the name of the animation; empty for the art.
func get_animation() -> String:
	return _animation


func _describe(facts: Dictionary, frames: SpriteFrames) -> String:
	var fps: String = String.num(PXERead.number(facts, "fps"), 1).trim_suffix(".0")
	if frames == null or not frames.has_animation(_animation):
		return "%s fps" % fps
	return "%d × %s fps" % [frames.get_frame_count(_animation), fps]


func _add_buttons() -> void:
	_buttons.add_child(
		PXELook.tool_button(
			&"RandomNumberGenerator",
			"Another try, with a new seed",
			func() -> void: reroll_wanted.emit(_animation)
		)
	)
	_buttons.add_child(
		PXELook.tool_button(
			&"Edit", "Edit this animation…", func() -> void: edit_wanted.emit(_animation)
		)
	)
