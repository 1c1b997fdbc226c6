@tool
class_name PXEAnimationFields
extends PXEFormGrid
## The fields of one animation.

## A person has changed something.
signal changed
## The prompt is to be rewritten.
signal enhance_wanted

var prompt: PXEPromptField = PXEPromptField.new()
var negative: LineEdit = LineEdit.new()
var keyframes: PXEKeyframesField = PXEKeyframesField.new()
var model: OptionButton = OptionButton.new()
var frames: SpinBox = SpinBox.new()
var fps: SpinBox = SpinBox.new()
var loop: CheckBox = CheckBox.new()
var direction: OptionButton = OptionButton.new()
var seed_field: PXESeedField = PXESeedField.new()
var colors: PXEColorsField = PXEColorsField.new()
var transparent: CheckBox = CheckBox.new()
var durations: CheckBox = CheckBox.new()

var _kind: String = PXECatalog.ANIMATE
var _draft: PXEDraft = null
var _name: String = ""
var _catalog: PXECatalog = null
var _kept_durations: Variant = null


func _init() -> void:
	frames.allow_lesser = true
	frames.allow_greater = true
	fps.min_value = 1
	fps.max_value = 60
	fps.step = 0.01
	fps.custom_arrow_step = 1
	fps.allow_lesser = true
	fps.allow_greater = true
	fps.suffix = "FPS"
	for list: OptionButton in [model, direction]:
		list.fit_to_longest_item = false
		list.clip_text = true
	negative.placeholder_text = "What must not be seen"
	loop.text = "Starts again at its end"
	transparent.text = "Keep it transparent"
	add_row(["prompt"], ["Prompt"], [prompt])
	add_row(["negative_prompt"], ["Avoid"], [negative])
	add_row(["keyframes"], ["Keyframes"], [keyframes])
	add_row(["model", "frames"], ["Model", "Frames"], [model, frames])
	add_row(["fps", "direction"], ["Speed", "Direction"], [fps, direction])
	add_row(["seed", "pixel_config"], ["Seed", "Colors"], [seed_field, colors])
	add_row(["loop", "transparent"], ["Loop", "Background"], [loop, transparent])
	add_row(["durations"], ["Timing"], [durations])
	_connect_all()


## The controls in which Enter means: save.
func line_edits() -> Array[LineEdit]:
	return [negative, frames.get_line_edit(), fps.get_line_edit(), seed_field.line]


## The chosen model.
func get_model() -> String:
	return str(model.get_selected_metadata()) if model.selected >= 0 else ""


## Shows an animation of a draft; one that is not there is a new one.
func show_animation(draft: PXEDraft, animation: String, kind: String, catalog: PXECatalog) -> void:
	_draft = draft
	_name = animation
	_catalog = catalog
	_explain()
	prompt.show_prompt(_text("prompt", kind))
	negative.text = _text("negative_prompt", kind)
	fps.set_value_no_signal(_number("fps", kind))
	loop.set_pressed_no_signal(_is_on("loop", kind))
	transparent.set_pressed_no_signal(_is_on("transparent", kind))
	_fill_direction(_text("direction", kind))
	seed_field.show_value(draft.value(animation, "seed"), draft.usual(kind, "seed", catalog))
	var inherited: bool = draft.usual(kind, "pixel_config", catalog) != null
	var usual: String = "As in all of this sidecar" if inherited else "As many as the model takes"
	colors.show_value(draft.value(animation, "pixel_config"), usual)
	_kept_durations = draft.value(animation, "durations")
	if _kept_durations is Array:
		var list: Array = _kept_durations
		durations.text = "Keep the durations of its %d frames instead of the speed" % list.size()
	durations.set_pressed_no_signal(_kept_durations is Array)
	var keys: PXEKeys = PXEKeys.new()
	keys.list = draft.keys(animation)
	keys.total = maxi(1, int(_number("total_frames", kind)))
	keyframes.show_keys(keys, draft.sidecar.get_base_dir())
	_show_kind(kind)


## Shows the fields of another kind of animation; what both have stays as it is.
func change_kind(kind: String) -> void:
	if kind != _kind:
		_show_kind(kind)


## Shows other keyframes.
func show_keys(keys: PXEKeys) -> void:
	keyframes.show_keys(keys, _draft.sidecar.get_base_dir())
	if _kind == PXECatalog.KEYFRAMES:
		frames.set_value_no_signal(keys.total)


## Returns what the fields hold, in the order in which it is to be written.
func values() -> Dictionary:
	var found: Dictionary = {
		"prompt": prompt.get_prompt(),
		"negative_prompt": negative.text.strip_edges(),
	}
	if _kind == PXECatalog.KEYFRAMES:
		found["render_mode"] = get_model()
		found["total_frames"] = int(frames.value)
		found["frames"] = _draft.write_keys(_name, keyframes.timeline.keys.list)
	else:
		found["model"] = get_model()
		found["output_frames"] = int(frames.value)
	found["pixel_config"] = colors.get_value() if _takes_colors() else null
	found["seed"] = seed_field.get_value()
	found["fps"] = fps.value
	found["durations"] = _kept_durations if durations.button_pressed else null
	found["loop"] = loop.button_pressed
	found["direction"] = direction.get_selected_metadata()
	found["transparent"] = transparent.button_pressed
	return found


func _connect_all() -> void:
	prompt.changed.connect(_on_changed)
	prompt.enhance_wanted.connect(enhance_wanted.emit)
	keyframes.changed.connect(_on_changed)
	seed_field.changed.connect(_on_changed)
	colors.changed.connect(_on_changed)
	negative.text_changed.connect(_on_changed.unbind(1))
	fps.value_changed.connect(_on_changed.unbind(1))
	frames.value_changed.connect(_on_frames_changed)
	model.item_selected.connect(_on_model_selected)
	direction.item_selected.connect(_on_changed.unbind(1))
	for box: CheckBox in [loop, transparent, durations]:
		box.toggled.connect(_on_changed.unbind(1))


func _show_kind(kind: String) -> void:
	_kind = kind
	var own: bool = _draft.kind_of(_name) == kind and _draft.names().has(_name)
	var field: String = _model_field()
	var chosen: String = _text(field, kind)
	var settled: bool = PXERead.object(_draft.wanted, "defaults").has(field)
	if not own and not settled:
		chosen = _catalog.pick(kind, _art_size())
	_fill_models(chosen)
	var count: String = _count_field()
	var number: float = _number(count, kind)
	if kind == PXECatalog.KEYFRAMES and not own:
		# An animation begins with its own art, until somebody says otherwise.
		if keyframes.timeline.keys.list.is_empty():
			keyframes.timeline.keys.put(0, _draft.own_art(_name))
			keyframes.timeline.show_keys(keyframes.timeline.keys)
		number = maxf(number, keyframes.timeline.keys.list.size())
		keyframes.resize(int(number))
	frames.set_value_no_signal(number)
	explain("model", _catalog.meaning(field))
	explain("frames", _catalog.meaning(count))
	show_field("keyframes", kind == PXECatalog.KEYFRAMES)
	show_field("durations", _kept_durations is Array)
	_obey_model()


func _explain() -> void:
	for field: String in [
		"prompt",
		"negative_prompt",
		"fps",
		"direction",
		"seed",
		"pixel_config",
		"loop",
		"transparent",
		"durations"
	]:
		explain(field, _catalog.meaning(field))
	explain("keyframes", _catalog.meaning("frames"))


func _fill_models(chosen: String) -> void:
	model.clear()
	var names: PackedStringArray = _catalog.names(_kind)
	if chosen not in names and not chosen.is_empty():
		names.append(chosen)
	for known: String in names:
		model.add_item(known)
		model.set_item_metadata(model.item_count - 1, known)
		model.set_item_tooltip(model.item_count - 1, _describe(_catalog.find(_kind, known)))
	model.select(names.find(chosen))


func _fill_direction(chosen: String) -> void:
	direction.clear()
	for word: String in _catalog.choices("direction"):
		direction.add_item("Ping-pong" if word == "pingpong" else word.capitalize())
		direction.set_item_metadata(direction.item_count - 1, word)
		if word == chosen:
			direction.select(direction.item_count - 1)


## Arrows step as the model allows; what is typed is judged by pxe.
func _obey_model() -> void:
	var rule: Dictionary = PXERead.object(_catalog.find(_kind, get_model()), "frames")
	frames.custom_arrow_step = 2 if PXERead.flag(rule, "even") else 1
	show_field("pixel_config", _takes_colors())


func _takes_colors() -> bool:
	var known: Dictionary = _catalog.find(_kind, get_model())
	return known.is_empty() or PXERead.flag(known, "pixel_config")


func _art_size() -> Vector2i:
	var path: String = _draft.own_art(_name)
	if not ResourceLoader.exists(path, "Texture2D"):
		return Vector2i.ZERO
	var texture: Texture2D = load(path)
	return Vector2i(texture.get_size())


func _model_field() -> String:
	return "model" if _kind == PXECatalog.ANIMATE else "render_mode"


func _count_field() -> String:
	return "output_frames" if _kind == PXECatalog.ANIMATE else "total_frames"


func _value(field: String, kind: String) -> Variant:
	var found: Variant = _draft.effective(_name, kind, field, _catalog)
	return _catalog.suggestion(field) if found == null else found


func _text(field: String, kind: String) -> String:
	var found: Variant = _value(field, kind)
	return found if found is String else ""


func _number(field: String, kind: String) -> float:
	var found: Variant = _value(field, kind)
	return float(found) if found is int or found is float else 0.0


func _is_on(field: String, kind: String) -> bool:
	var found: Variant = _value(field, kind)
	return found is bool and found


static func _describe(known: Dictionary) -> String:
	var limits: Dictionary = PXERead.object(known, "image")
	var rule: Dictionary = PXERead.object(known, "frames")
	if limits.is_empty() or rule.is_empty():
		return "pxe does not know this model."
	var sides: Array[int] = [
		int(PXERead.number(limits, "min_side", 1)),
		int(PXERead.number(limits, "max_side")),
		int(PXERead.number(rule, "least")),
		int(PXERead.number(rule, "most")),
	]
	var even: String = ", an even number" if PXERead.flag(rule, "even") else ""
	return "Art of %d to %d pixels, %d to %d frames" % sides + even


func _on_changed() -> void:
	changed.emit()


func _on_frames_changed(to: float) -> void:
	if _kind == PXECatalog.KEYFRAMES:
		keyframes.resize(int(to))
	_on_changed()


func _on_model_selected(_index: int) -> void:
	_obey_model()
	_on_changed()
