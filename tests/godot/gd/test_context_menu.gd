@tool
extends PXESpec
## What a right click in the FileSystem dock offers.

const ANIMATE: String = "Animate with Pixel Engine…"
const EDIT: String = "Edit with Pixel Engine…"


func test_art_and_sidecars_are_offered_something_and_nothing_else_is() -> void:
	var offers: Dictionary = {
		"res://art/knight.png": ANIMATE,
		"res://art/photo.JPEG": ANIMATE,
		"res://art/knight.pxe.json": EDIT,
		"res://art/knight.sheet.png": "",
		"res://art/knight.frames.json": "",
		"res://art/knight.webp": "",
		"res://art/": "",
	}
	for path: String in offers:
		equal(PXEContextMenu.offer(PackedStringArray([path])), offers[path], path)


func test_only_pictures_are_taken_several_at_a_time() -> void:
	var pictures: PackedStringArray = ["res://a.png", "res://b.jpg"]
	equal(PXEContextMenu.offer(pictures), ANIMATE)
	equal(PXEContextMenu.offer(pictures + PackedStringArray(["res://a.sheet.png"])), "")
	var sidecars: PackedStringArray = ["res://a.pxe.json", "res://b.pxe.json"]
	equal(PXEContextMenu.offer(sidecars), "")
	equal(PXEContextMenu.offer(PackedStringArray()), "")


func test_a_click_in_the_dock_tells_what_was_chosen() -> void:
	for path: String in ["res://art/knight.png", "res://art/knight.pxe.json"]:
		var told: Array[PackedStringArray] = await _click(path)
		equal(told, [PackedStringArray([path])] as Array[PackedStringArray], path)


func test_a_sheet_is_offered_nothing_in_the_dock() -> void:
	equal(await _click("res://art/knight.sheet.png"), [] as Array[PackedStringArray])


## Does what a right click and a click on our entry do; returns what was told.
func _click(path: String) -> Array[PackedStringArray]:
	var told: Array[PackedStringArray] = []
	var menu: PXEContextMenu = PXEContextMenu.new()
	menu.wanted.connect(func(paths: PackedStringArray) -> void: told.append(paths))
	var plugin: EditorPlugin = EditorPlugin.new()
	add_child(plugin)
	plugin.add_context_menu_plugin(EditorContextMenuPlugin.CONTEXT_SLOT_FILESYSTEM, menu)
	var dock: FileSystemDock = EditorInterface.get_file_system_dock()
	dock.navigate_to_path(path)
	await get_tree().process_frame
	for tree: Tree in dock.find_children("*", "Tree", true, false):
		tree.item_mouse_selected.emit(Vector2(10, 10), MOUSE_BUTTON_RIGHT)
	var entries: int = 0
	for popup: PopupMenu in dock.find_children("*", "PopupMenu", true, false):
		for index: int in popup.item_count:
			if popup.get_item_text(index) in [ANIMATE, EDIT]:
				entries += 1
				popup.id_pressed.emit(popup.get_item_id(index))
		popup.hide()
	check(entries <= 1, "it is offered once")
	plugin.remove_context_menu_plugin(menu)
	plugin.free()
	return told
