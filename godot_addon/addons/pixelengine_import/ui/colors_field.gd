@tool
class_name PXEColorsField
extends HBoxContainer
## The colours of pixel art: as many as usual, a number of them, or the art's own.
##
## A palette that was written by hand is offered as it is, and kept.

## Something else was chosen.
signal changed

enum Way { USUAL, COUNT, ART, WRITTEN }

## The word in a sidecar for the art's own colours.
const ART_WORD: String = "source"

var way: OptionButton = OptionButton.new()
var count: SpinBox = SpinBox.new()

var _written: Variant = null


func _init() -> void:
	way.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	way.fit_to_longest_item = false
	way.clip_text = true
	way.item_selected.connect(_on_way_selected)
	count.min_value = 2
	count.max_value = 256
	count.value = 16
	count.allow_lesser = true
	count.allow_greater = true
	count.value_changed.connect(_on_count_changed)
	add_child(way)
	add_child(count)


## Shows what is written; null when nothing is. What is usual is told in a tooltip.
func show_value(written: Variant, usual: String) -> void:
	_written = written
	var chosen: Way = Way.USUAL
	if written is Dictionary:
		var config: Dictionary = written
		chosen = Way.WRITTEN
		if config.size() == 1 and config.get("colors") is int:
			chosen = Way.COUNT
			count.set_value_no_signal(config["colors"])
		elif config.size() == 1 and PXERead.text(config, "palette") == ART_WORD:
			chosen = Way.ART
	way.clear()
	way.add_item("As usual", Way.USUAL)
	way.set_item_tooltip(0, usual)
	way.add_item("This many colors", Way.COUNT)
	way.add_item("The colors of the art", Way.ART)
	way.set_item_tooltip(Way.ART, "Frames cannot drift in color.")
	if chosen == Way.WRITTEN:
		way.add_item("The palette in the sidecar", Way.WRITTEN)
	way.select(way.get_item_index(chosen))
	count.visible = chosen == Way.COUNT


## What is to be written; null for the usual.
func get_value() -> Variant:
	match way.get_selected_id():
		Way.COUNT:
			return {"colors": int(count.value)}
		Way.ART:
			return {"palette": ART_WORD}
		Way.WRITTEN:
			return _written
	return null


func _on_way_selected(_index: int) -> void:
	count.visible = way.get_selected_id() == Way.COUNT
	changed.emit()


func _on_count_changed(_to: float) -> void:
	changed.emit()
