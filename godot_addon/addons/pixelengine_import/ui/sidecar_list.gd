@tool
class_name PXESidecarList
extends Tree
## All sidecars of the project with their states.
##
## A thumbnail is asked for when its row is drawn for the first time: a thousand
## sidecars cost no more than those that can be seen.

## Another sidecar is selected; empty when none is.
signal chosen(path: String)
## A sidecar was double-clicked, or Enter was pressed on it.
signal opened(path: String)
## The menu of a sidecar is wanted, at a place on the screen.
signal menu_wanted(path: String, at: Vector2i)

const NAME: int = 0
const STATE: int = 1
const THUMBNAIL: int = 20

var _items: Dictionary = {}
var _asked: Dictionary = {}
var _fingerprints: Dictionary = {}
var _shown: Array[PXESidecarState] = []
var _words: String = ""
var _only: String = ""


func _init() -> void:
	hide_root = true
	columns = 2
	select_mode = Tree.SELECT_ROW
	allow_rmb_select = true
	size_flags_vertical = Control.SIZE_EXPAND_FILL
	set_column_expand(NAME, true)
	set_column_clip_content(NAME, true)
	set_column_expand(STATE, false)
	item_selected.connect(_on_item_selected)
	item_activated.connect(_on_item_activated)
	item_mouse_selected.connect(_on_item_mouse_selected)
	create_item()


func _ready() -> void:
	var previewer: EditorResourcePreview = EditorInterface.get_resource_previewer()
	previewer.preview_invalidated.connect(_forget_thumbnail)


func _exit_tree() -> void:
	var previewer: EditorResourcePreview = EditorInterface.get_resource_previewer()
	if previewer.preview_invalidated.is_connected(_forget_thumbnail):
		previewer.preview_invalidated.disconnect(_forget_thumbnail)


func _notification(what: int) -> void:
	if what == NOTIFICATION_THEME_CHANGED:
		set_column_custom_minimum_width(STATE, PXELook.scaled(116))
		for sidecar: PXESidecarState in _shown:
			_fill(_items[sidecar.path], sidecar)


## Shows sidecars; the selected one stays selected.
func show_sidecars(sidecars: Array[PXESidecarState]) -> void:
	_shown = sidecars
	var paths: Array[String] = []
	for sidecar: PXESidecarState in sidecars:
		paths.append(sidecar.path)
	if _items.keys() != paths:
		_build(paths)
	for sidecar: PXESidecarState in sidecars:
		if _fingerprints.get(sidecar.path) != sidecar.fingerprint:
			_fill(_items[sidecar.path], sidecar)
	_apply_filter()


## Shows those only that match words and a state; empty: all.
func filter(words: String, only: String) -> void:
	_words = words
	_only = only
	_apply_filter()


## Returns how many rows can be seen.
func count_visible() -> int:
	var count: int = 0
	for path: String in _items:
		var item: TreeItem = _items[path]
		count += 1 if item.visible else 0
	return count


## Returns the selected sidecar's path; empty when none is.
func get_chosen() -> String:
	var item: TreeItem = get_selected()
	return "" if item == null else str(item.get_metadata(NAME))


## Selects a sidecar; whatever hides it is the caller's to take away.
func choose(path: String) -> void:
	if not _items.has(path):
		return
	var item: TreeItem = _items[path]
	item.select(NAME)
	scroll_to_item(item)


func _build(paths: Array[String]) -> void:
	var before: String = get_chosen()
	clear()
	_items.clear()
	_asked.clear()
	_fingerprints.clear()
	var root: TreeItem = create_item()
	for path: String in paths:
		var item: TreeItem = create_item(root)
		item.set_metadata(NAME, path)
		item.set_cell_mode(NAME, TreeItem.CELL_MODE_CUSTOM)
		item.set_custom_draw_callback(NAME, _on_row_drawn)
		item.set_icon_max_width(NAME, PXELook.scaled(THUMBNAIL))
		_items[path] = item
	if _items.has(before):
		choose(before)
	elif not before.is_empty():
		chosen.emit("")


func _fill(item: TreeItem, sidecar: PXESidecarState) -> void:
	_fingerprints[sidecar.path] = sidecar.fingerprint
	item.set_text(NAME, sidecar.title())
	item.set_tooltip_text(NAME, sidecar.path)
	var shown: String = "running" if sidecar.is_busy() else sidecar.state
	item.set_text(STATE, PXEStateWords.describe(sidecar))
	item.set_icon(STATE, PXELook.icon(PXEStateWords.icon(shown)))
	item.set_custom_color(STATE, PXELook.colour(PXEStateWords.colour(shown)))
	var tip: String = PXEStateWords.meaning(sidecar.state)
	item.set_tooltip_text(STATE, "\n".join([tip, sidecar.explanation()]).strip_edges())


func _apply_filter() -> void:
	for sidecar: PXESidecarState in _shown:
		var item: TreeItem = _items[sidecar.path]
		var fits: bool = _only.is_empty() or sidecar.state == _only
		item.visible = fits and sidecar.matches(_words)


func _on_row_drawn(item: TreeItem, _area: Rect2) -> void:
	var path: String = item.get_metadata(NAME)
	if _asked.has(path):
		return
	for sidecar: PXESidecarState in _shown:
		if sidecar.path == path:
			_ask_for_thumbnail.call_deferred(sidecar)
			_asked[path] = sidecar.image_path()
			return


func _ask_for_thumbnail(sidecar: PXESidecarState) -> void:
	var image: String = sidecar.image_path()
	if image.is_empty() or not ResourceLoader.exists(image):
		_asked.erase(sidecar.path)
		return
	EditorInterface.get_resource_previewer().queue_resource_preview(
		image, self, &"_on_thumbnail", sidecar.path
	)


func _on_thumbnail(_image: String, large: Texture2D, small: Texture2D, path: String) -> void:
	if _items.has(path):
		var item: TreeItem = _items[path]
		item.set_icon(NAME, small if small != null else large)


func _forget_thumbnail(image: String) -> void:
	for path: String in _asked.keys():
		if _asked[path] == image:
			_asked.erase(path)
	queue_redraw()


func _on_item_selected() -> void:
	chosen.emit(get_chosen())


func _on_item_activated() -> void:
	opened.emit(get_chosen())


func _on_item_mouse_selected(at: Vector2, button: int) -> void:
	if button == MOUSE_BUTTON_RIGHT:
		menu_wanted.emit(get_chosen(), Vector2i(get_screen_position() + at))
