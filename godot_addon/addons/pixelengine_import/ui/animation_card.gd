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
var _buttons: HBoxContainer = HBoxContainer.new()
var _animation: String = ""


func _init() -> void:
	preview.activated.connect(activated.emit)
	add_child(preview)
	var row: HBoxContainer = HBoxContainer.new()
	add_child(row)
	_name.text_overrun_behavior = TextServer.OVERRUN_TRIM_ELLIPSIS
	_name.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	row.add_child(_name)
	row.add_child(_buttons)
	add_child(_facts)


func _ready() -> void:
	var side: int = PXELook.scaled(SIDE)
	preview.custom_minimum_size = Vector2(side, side)
	custom_minimum_size.x = side
	_name.custom_minimum_size.x = 1
	_facts.add_theme_color_override(&"font_color", PXELook.dim())
	_buttons.add_theme_constant_override(&"separation", 0)
	add_theme_constant_override(&"separation", 0)
	_facts.text_overrun_behavior = TextServer.OVERRUN_TRIM_ELLIPSIS
	_facts.custom_minimum_size.x = 1


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


## Returns the name of the animation; empty for the art.
func get_animation() -> String:
	return _animation


func _describe(facts: Dictionary, frames: SpriteFrames) -> String:
	var fps: String = String.num(PXERead.number(facts, "fps"), 1).trim_suffix(".0")
	var loop: String = "loop" if PXERead.flag(facts, "loop") else "once"
	if frames == null or not frames.has_animation(_animation):
		return "%s fps %s" % [fps, loop]
	return "%d × %s fps %s" % [frames.get_frame_count(_animation), fps, loop]


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
