@tool
class_name PXEDockHand
extends Node
## Moves, renames and deletes in the FileSystem dock, by the dock's own menu.


## Renames a file or a folder (whose path ends with a slash).
func rename(path: String, to: String) -> void:
	var tree: Tree = _tree()
	for attempt: int in 20:
		if tree.get_edited() == null:
			await _press(path, "Rename")
			await get_tree().create_timer(0.2).timeout
	tree.get_edited().set_text(0, to)
	# Not from here: Godot lets no script end a scene that it loads anew.
	tree.item_edited.emit.call_deferred()
	await get_tree().process_frame
	await rest()


## Moves a file or a folder into another folder.
func move(path: String, folder: String) -> void:
	var dialog: Node = _dialog("EditorDirDialog")
	for attempt: int in 20:
		if not dialog.visible:
			await _press(path, "Move/Duplicate")
			await get_tree().create_timer(0.2).timeout
	dialog.hide()
	dialog.emit_signal(&"move_pressed", folder)
	await rest()


## Moves a file or a folder to the trash.
func delete(path: String) -> void:
	var dialog: AcceptDialog = _dialog("DependencyRemoveDialog")
	for attempt: int in 20:
		if not dialog.visible:
			await _press(path, "Delete")
			await get_tree().create_timer(0.2).timeout
	dialog.get_ok_button().pressed.emit()
	dialog.hide()
	await rest()


## Waits until the editor has read the project again.
func rest() -> void:
	var files: EditorFileSystem = EditorInterface.get_resource_filesystem()
	var quiet: int = 0
	while quiet < 5:
		await get_tree().create_timer(0.1).timeout
		quiet = 0 if files.is_scanning() else quiet + 1


func _press(path: String, words: String) -> void:
	EditorInterface.get_file_system_dock().navigate_to_path(path)
	await get_tree().create_timer(0.2).timeout
	_tree().item_mouse_selected.emit(Vector2(10, 10), MOUSE_BUTTON_RIGHT)
	for menu: PopupMenu in _found("PopupMenu"):
		for index: int in menu.item_count:
			if menu.get_item_text(index).begins_with(words):
				menu.hide()
				menu.id_pressed.emit(menu.get_item_id(index))
				return


func _tree() -> Tree:
	# The dock's own one has no parent that is a dialog.
	for tree: Tree in _found("Tree"):
		if tree.get_window() == get_tree().root:
			return tree
	return null


func _dialog(type: String) -> Node:
	return _found(type)[0]


func _found(type: String) -> Array[Node]:
	var dock: FileSystemDock = EditorInterface.get_file_system_dock()
	return dock.find_children("*", type, true, false)
