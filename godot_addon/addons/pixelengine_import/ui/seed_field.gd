@tool
class_name PXESeedField
extends HBoxContainer
## A seed: empty for an automatic one, and a dice.

## It is different.
signal changed

## What the dice throws: numbers that are easy to tell apart and to say.
const MOST: int = 999999

var line: LineEdit = LineEdit.new()
var dice: Button = Button.new()


func _init() -> void:
	line.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	line.clear_button_enabled = true
	line.text_changed.connect(_on_text_changed)
	dice.tooltip_text = "Take a seed by chance."
	dice.pressed.connect(_on_dice_pressed)
	add_child(line)
	add_child(dice)


func _notification(what: int) -> void:
	if what == NOTIFICATION_THEME_CHANGED and is_node_ready():
		_dress()


func _ready() -> void:
	_dress()


## Shows what is written; null when nothing is. What counts then is told in words.
func show_value(written: Variant, usual: Variant) -> void:
	line.text = "" if written == null else str(written)
	line.placeholder_text = (
		"Automatic" if usual == null else "%s, by the defaults of this sidecar" % usual
	)


## What is to be written; null for nothing. What is no number is handed on as it is.
func get_value() -> Variant:
	var text: String = line.text.strip_edges()
	if text.is_empty():
		return null
	return text.to_int() if text.is_valid_int() else text


func _dress() -> void:
	dice.icon = get_theme_icon(&"RandomNumberGenerator", &"EditorIcons")


func _on_text_changed(_text: String) -> void:
	changed.emit()


func _on_dice_pressed() -> void:
	line.text = str(randi_range(1, MOST))
	changed.emit()
