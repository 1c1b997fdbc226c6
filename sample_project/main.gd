extends Node2D
## A small stage: every AnimatedSprite2D under "Cast" plays what its SpriteFrames holds.
##
## Nothing here knows how many frames or animations there are. Add an animation to a sidecar,
## and it turns up on the stage.

## Seconds that each animation is shown before the next one of the same sprite.
const TURN_SECONDS := 2.4
## A one-shot animation rests on its last frame for this long.
const REST_SECONDS := 0.6
const LABEL_WIDTH := 60.0
const CHOSEN_COLOUR := Color("ffe07a")
const QUIET_COLOUR := Color("b3bff0")
const DETAIL_COLOUR := Color("8187d3")

var _cast: Array[AnimatedSprite2D] = []
var _captions: Array[Label] = []
var _details: Array[Label] = []
var _turn_ends: Array[float] = []
var _chosen := 0
var _clock := 0.0
## The stage shows every animation by itself until a key is pressed.
var _touring := true

@onready var _cast_root: Node2D = $Cast
@onready var _floor: Marker2D = $Floor


func _ready() -> void:
	for child: Node in _cast_root.get_children():
		if child is AnimatedSprite2D:
			_enter(child as AnimatedSprite2D)
	_mark_chosen()


func _process(delta: float) -> void:
	_clock += delta
	for index: int in _cast.size():
		if _clock < _turn_ends[index]:
			continue
		if _touring:
			_step_animation(index, 1)
		elif not _cast[index].is_playing():
			_play(index, _cast[index].animation)


func _unhandled_input(event: InputEvent) -> void:
	if _cast.is_empty():
		return
	if event.is_action_pressed(&"ui_right"):
		_choose(1)
	elif event.is_action_pressed(&"ui_left"):
		_choose(-1)
	elif event.is_action_pressed(&"ui_down"):
		_take_over(1)
	elif event.is_action_pressed(&"ui_up"):
		_take_over(-1)
	elif event.is_action_pressed(&"ui_accept"):
		_take_over(0)


func _enter(sprite: AnimatedSprite2D) -> void:
	if sprite.sprite_frames == null or sprite.sprite_frames.get_animation_names().is_empty():
		push_error("%s has no SpriteFrames. Run pxe sync in this project." % sprite.name)
		return
	var index := _cast.size()
	_cast.append(sprite)
	_captions.append(_add_label(sprite, _floor.position.y + 5.0, 7, QUIET_COLOUR))
	_details.append(_add_label(sprite, _floor.position.y + 14.0, 4, DETAIL_COLOUR))
	_turn_ends.append(0.0)
	sprite.animation_finished.connect(_on_animation_finished.bind(index))
	_play(index, StringName(sprite.sprite_frames.get_animation_names()[0]))


func _play(index: int, animation: StringName) -> void:
	var sprite := _cast[index]
	sprite.stop()
	sprite.play(animation)
	_turn_ends[index] = _clock + TURN_SECONDS
	_captions[index].text = sprite.name.to_snake_case()
	_details[index].text = _describe(sprite.sprite_frames, animation)


func _describe(frames: SpriteFrames, animation: StringName) -> String:
	var count := frames.get_frame_count(animation)
	var speed := frames.get_animation_speed(animation)
	var text := "%s\n%d frames, %s fps" % [animation, count, String.num(speed, 1).trim_suffix(".0")]
	return text if frames.get_animation_loop(animation) else text + ", once"


func _step_animation(index: int, step: int) -> void:
	var names := _cast[index].sprite_frames.get_animation_names()
	var at := names.find(String(_cast[index].animation))
	_play(index, StringName(names[posmod(at + step, names.size())]))


func _choose(step: int) -> void:
	_chosen = posmod(_chosen + step, _cast.size())
	_mark_chosen()


func _take_over(step: int) -> void:
	_touring = false
	_step_animation(_chosen, step)


func _mark_chosen() -> void:
	for index: int in _captions.size():
		var colour := CHOSEN_COLOUR if index == _chosen else QUIET_COLOUR
		_captions[index].add_theme_color_override(&"font_color", colour)


func _add_label(sprite: AnimatedSprite2D, top: float, font_size: int, colour: Color) -> Label:
	var label := Label.new()
	label.horizontal_alignment = HORIZONTAL_ALIGNMENT_CENTER
	label.add_theme_font_size_override(&"font_size", font_size)
	label.add_theme_color_override(&"font_color", colour)
	label.add_theme_constant_override(&"line_spacing", 0)
	label.position = Vector2(sprite.position.x - LABEL_WIDTH / 2.0, top)
	label.size = Vector2(LABEL_WIDTH, 0.0)
	add_child(label)
	return label


func _on_animation_finished(index: int) -> void:
	_turn_ends[index] = maxf(_turn_ends[index], _clock + REST_SECONDS)
	if not _touring:
		_turn_ends[index] = _clock + REST_SECONDS
