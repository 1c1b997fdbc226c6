@tool
class_name PXESidecarForm
extends ConfirmationDialog
## Makes a sidecar, or changes one, while pxe says what it thinks of it.

## A sidecar was written.
signal saved(sidecar: String)

const WIDTH: float = 660.0
## How long nobody must have typed before pxe is asked.
const PAUSE: float = 0.4

var bridge: PXEBridge = null
var undo: PXEUndo = null
var head: PXEFormHead = PXEFormHead.new()
var fields: PXEAnimationFields = PXEAnimationFields.new()
var verdict: PXEVerdict = PXEVerdict.new()

var _draft: PXEDraft = PXEDraft.new()
var _images: PackedStringArray = PackedStringArray()
var _original: String = ""
var _kind: String = PXECatalog.ANIMATE
var _catalog: PXECatalog = null
var _timer: Timer = Timer.new()
var _opened: int = 0
var _touched: bool = false
var _checking: bool = false
var _check_again: bool = false
var _saving: bool = false
var _writer: PXEWriter = null


func _init() -> void:
	dialog_hide_on_ok = false
	var column: VBoxContainer = VBoxContainer.new()
	column.add_child(head)
	column.add_child(HSeparator.new())
	column.add_child(fields)
	column.add_child(HSeparator.new())
	column.add_child(verdict)
	add_child(column)
	_timer.one_shot = true
	_timer.wait_time = PAUSE
	_timer.timeout.connect(_check)
	add_child(_timer)
	head.animation_chosen.connect(_on_animation_chosen)
	head.kind_chosen.connect(_on_kind_chosen)
	head.name_changed.connect(_on_changed)
	fields.changed.connect(_on_changed)
	fields.enhance_wanted.connect(_enhance)
	confirmed.connect(save)
	for line: LineEdit in fields.line_edits() + [head.name_line]:
		register_text_enter(line)


func _input(event: InputEvent) -> void:
	if event is InputEventKey and event.is_pressed() and not event.is_echo():
		var key: InputEventKey = event
		var enter: bool = key.keycode == KEY_ENTER or key.keycode == KEY_KP_ENTER
		if enter and key.is_command_or_control_pressed():
			set_input_as_handled()
			save()


## Opens it to animate pictures: one, or several.
func open_for_images(paths: PackedStringArray) -> void:
	var images: PackedStringArray = PackedStringArray()
	for path: String in paths:
		if PXEDraft.is_art(path):
			images.append(path)
	if images.is_empty():
		return
	var draft: PXEDraft = PXEDraft.open(PXEDraft.sidecar_of(images[0]))
	draft.chosen = images[0]
	var several: bool = images.size() > 1
	await _open(draft, images, "", PXECatalog.KEYFRAMES if several else PXECatalog.ANIMATE)


## Opens it for a sidecar: for one of its animations, else for the first.
func open_for_sidecar(path: String, animation: String = "") -> void:
	var draft: PXEDraft = PXEDraft.open(path)
	var names: PackedStringArray = draft.names()
	var shown: String = animation
	if shown not in names:
		shown = "" if names.is_empty() else names[0]
	await _open(draft, PackedStringArray(), shown, draft.kind_of(shown))


## Tells whether pxe is being asked, or is about to be.
func is_checking() -> bool:
	return _checking or not _timer.is_stopped()


## Writes what was filled in, and closes. What pxe refuses is shown, and nothing is lost.
func save() -> void:
	if _saving or _catalog == null or not _catalog.is_known() or not _draft.trouble.is_empty():
		return
	var clash: String = _find_clash()
	if not clash.is_empty():
		_refuse(clash, PackedStringArray(["name"]))
		return
	_saving = true
	_timer.stop()
	get_ok_button().disabled = true
	var turn: int = _opened
	var problem: PXEAnswer = await _write()
	_saving = false
	# Whoever has closed the form meanwhile, and opened it for something else, goes on there.
	if turn != _opened or not is_inside_tree():
		return
	get_ok_button().disabled = false
	if problem == null:
		hide()
	else:
		_tell(problem)


func _open(draft: PXEDraft, images: PackedStringArray, shown: String, kind: String) -> void:
	_opened += 1
	var turn: int = _opened
	_draft = draft
	_images = images
	_writer = PXEWriter.new(bridge)
	_timer.stop()
	_show_head()
	head.show_animations(_known(), shown, shown)
	fields.hide()
	verdict.say("Asking pxe…", PXEVerdict.Mood.QUIET)
	get_ok_button().disabled = true
	popup_centered(_least_size())
	if _catalog == null or not _catalog.is_known():
		var catalog: PXECatalog = await PXECatalog.ask(bridge)
		if turn != _opened or not is_inside_tree():
			return
		_catalog = catalog
	var trouble: String = draft.trouble if _catalog.is_known() else _catalog.trouble
	if not trouble.is_empty():
		verdict.say(trouble, PXEVerdict.Mood.BAD)
		return
	fields.show()
	get_ok_button().disabled = false
	_load(shown, kind)
	size = _least_size()
	move_to_center()
	fields.prompt.text_edit.grab_focus()


func _load(animation: String, kind: String) -> void:
	_original = animation
	_kind = kind
	_touched = false
	var called: String = animation
	if animation.is_empty() and _draft.names().is_empty():
		called = PXEDraft.UNNAMED
	head.show_animations(_known(), animation, called)
	head.show_kind(kind, _images.size())
	fields.show_animation(_draft, animation, kind, _catalog)
	if animation.is_empty() and not _images.is_empty():
		var total: int = int(fields.frames.value)
		if kind != PXECatalog.KEYFRAMES:
			total = int(float(_catalog.suggestion("total_frames")))
		fields.show_keys(PXEKeys.spread(_images, total))
	_show_kind()
	_check()


func _show_kind() -> void:
	head.show_kind(_kind, _images.size())
	_show_head()
	fields.change_kind(_kind)
	_show_price()


## As wide as it is made, and as high as it must be.
func _least_size() -> Vector2i:
	return Vector2i(roundi(WIDTH * EditorInterface.get_editor_scale()), 0)


## The animations to choose from: with several pictures it is always a new one.
func _known() -> PackedStringArray:
	return PackedStringArray() if _images.size() > 1 else _draft.names()


func _is_each() -> bool:
	return _images.size() > 1 and _kind == PXECatalog.ANIMATE


func _show_head() -> void:
	var new: bool = _draft.document.is_empty()
	var file: String = _draft.sidecar.get_file()
	title = "Animate with Pixel Engine" if new else "Edit with Pixel Engine"
	ok_button_text = "Create" if new else "Save"
	var pictures: PackedStringArray = _images
	if pictures.is_empty():
		pictures = PackedStringArray([_draft.art(_original)])
	if _is_each():
		ok_button_text = "Save %d Sidecars" % _images.size()
		var all: String = "The same animation for each, in a sidecar of its own."
		head.show_art(pictures, "%d pictures" % _images.size(), all)
		return
	var below: String = _draft.sidecar
	if new:
		below = "New sidecar: %s" % _draft.sidecar
	head.show_art(pictures, file.trim_suffix(PXEDraft.SUFFIX), below)


# -- what pxe says -------------------------------------------------------------------


func _check() -> void:
	if _checking:
		_check_again = true
		return
	var clash: String = _find_clash()
	if not clash.is_empty():
		_refuse(clash, PackedStringArray(["name"]))
		return
	_checking = true
	var turn: int = _opened
	# Held here: who is let go while it waits never comes back.
	var writer: PXEWriter = _writer
	var problem: PXEAnswer = await writer.judge(_targets())
	_checking = false
	if not is_inside_tree():
		return
	if _check_again:
		_check_again = false
		_check()
	elif turn == _opened and not _saving and _timer.is_stopped():
		_tell(problem)


func _tell(problem: PXEAnswer) -> void:
	if problem == null:
		_mark(PackedStringArray())
		verdict.say("Nothing is wrong with it.", PXEVerdict.Mood.GOOD)
		return
	var found: PXEProblems = PXEProblems.read(problem, _name(), _titles())
	# Nobody has done anything wrong who has just opened a form.
	if _touched:
		_refuse("\n".join(found.lines), found.fields)
	else:
		_mark(PackedStringArray())
		verdict.say(found.lines[0], PXEVerdict.Mood.QUIET)


func _refuse(text: String, wrong: PackedStringArray) -> void:
	_mark(wrong)
	verdict.say(text, PXEVerdict.Mood.BAD)


func _mark(wrong: PackedStringArray) -> void:
	fields.mark(wrong)
	head.grid.mark(wrong)


func _titles() -> Dictionary:
	return head.grid.titles().merged(fields.titles())


## Two animations of one name would be one: pxe could not know that this was not meant.
func _find_clash() -> String:
	for draft: PXEDraft in _drafts():
		if not draft.trouble.is_empty():
			return draft.trouble
		if draft.is_taken(_original, _name()):
			var place: Array = [draft.sidecar.get_file(), _name()]
			return '%s has an animation "%s" already. Choose another name.' % place
	return ""


func _show_price() -> void:
	var kind: String = bridge.status.engine_kind
	var free: bool = kind == "local" or (kind.is_empty() and not bridge.has_key)
	var count: int = _images.size() if _is_each() else 1
	var cost: int = _catalog.price(_kind, fields.get_model())
	verdict.show_price(0 if free else cost * count, bridge.available)


func _enhance() -> void:
	var turn: int = _opened
	var image: String = _draft.own_art(_original)
	var path: String = bridge.globalize(image) if FileAccess.file_exists(image) else ""
	var model: String = fields.get_model() if _kind == PXECatalog.ANIMATE else ""
	var problem: PXEAnswer = await fields.prompt.rewrite(bridge, path, model)
	if problem != null and turn == _opened and is_inside_tree():
		_touched = true
		_tell(problem)


# -- what is written -----------------------------------------------------------------


func _name() -> String:
	return head.name_line.text.strip_edges()


## The drafts that will be written: the sidecar's own, or one for each picture.
func _drafts() -> Array[PXEDraft]:
	if not _is_each():
		return [_draft]
	var found: Array[PXEDraft] = []
	for image: String in _images:
		var draft: PXEDraft = PXEDraft.open(PXEDraft.sidecar_of(image))
		draft.chosen = image
		if draft.sidecar not in _writer.done:
			found.append(draft)
	return found


func _targets() -> Array[Dictionary]:
	var found: Array[Dictionary] = []
	var values: Dictionary = fields.values()
	for draft: PXEDraft in _drafts():
		var after: Dictionary = draft.wanted
		# An empty sheet of paper beside changes to other animations is not one of them.
		var blank: bool = _original.is_empty() and not _touched and not draft.patch().is_empty()
		if not blank:
			after = draft.with(_original, _name(), _kind, values, _catalog)
		var patch: Dictionary = PXEDraft.difference(draft.document, after)
		found.append({"path": draft.sidecar, "patch": patch})
	return found


func _write() -> PXEAnswer:
	_touched = true
	var writer: PXEWriter = _writer
	var problem: PXEAnswer = await writer.write(_targets())
	if undo != null:
		undo.record(writer.edits)
	for edit: Dictionary in writer.edits:
		saved.emit(edit["path"])
	return problem


# -- what a person does --------------------------------------------------------------


func _on_changed() -> void:
	_touched = true
	_show_price()
	_timer.start()


func _on_kind_chosen(kind: String) -> void:
	_kind = kind
	_show_kind()
	_touched = _touched or not _original.is_empty()
	size = Vector2i(size.x, 0)
	_timer.start()


## What was filled in for one animation is kept while another one is looked at.
func _on_animation_chosen(animation: String) -> void:
	if _touched:
		var clash: String = _find_clash()
		if not clash.is_empty():
			head.show_animations(_known(), _original, _name())
			_refuse(clash, PackedStringArray(["name"]))
			return
		_draft.put(_original, _name(), _kind, fields.values(), _catalog)
	_load(animation, _draft.kind_of(animation))
	size = Vector2i(size.x, 0)
