extends SceneTree
## Runs the main scene and presses the actions that are named after "--", one each few frames.
##
## Prints one JSON line before the first action and one after each: what every sprite plays.
## Start it with --quit-after as well: an error in the scene must not keep Godot running.

const FRAMES_PER_ACTION := 4

var _actions := OS.get_cmdline_user_args()
var _stage: Node
var _frame := 0


func _initialize() -> void:
	var scene := load(ProjectSettings.get_setting("application/run/main_scene")) as PackedScene
	_stage = scene.instantiate()
	root.add_child(_stage)


func _process(_delta: float) -> bool:
	_frame += 1
	if _frame % FRAMES_PER_ACTION != 0:
		return false
	print(JSON.stringify(_playing(), "", false))
	var turn := _frame / FRAMES_PER_ACTION - 1
	if turn >= _actions.size():
		return true
	for pressed: bool in [true, false]:
		var event := InputEventAction.new()
		event.action = _actions[turn]
		event.pressed = pressed
		Input.parse_input_event(event)
	return false


func _playing() -> Dictionary:
	var animations := {}
	for sprite: AnimatedSprite2D in _stage.find_children("*", "AnimatedSprite2D"):
		animations[String(sprite.name)] = String(sprite.animation)
	return animations
