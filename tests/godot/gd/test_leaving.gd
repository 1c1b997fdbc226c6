@tool
extends PXESpec
## What is left of the addon when it is switched off: nothing.

const PLUGIN: String = "pixelengine_import"
const HOME: String = "res://addons/pixelengine_import/"
const ROUNDS: int = 3

## Nodes that Godot itself leaves behind whenever that menu is opened.
var _left_by_menu: float = 0.0


func test_nothing_of_the_addon_is_left_when_it_is_switched_off() -> void:
	# What the editor makes when something is first opened is not ours.
	await _round()
	await _rest()
	var ears: Dictionary = _count_ears()
	var nodes: float = Performance.get_monitor(Performance.OBJECT_NODE_COUNT)
	var orphans: float = _count_orphans()
	for round_number: int in ROUNDS:
		await _round()
		await _rest()
		equal(_ours(), [], "nodes, round %d" % round_number)
		equal(_words_in_menu().filter(_is_ours), [], "entries of the FileSystem dock")
		equal(_count_ears(), ears, "connections")
	equal(Performance.get_monitor(Performance.OBJECT_NODE_COUNT), nodes, "nodes")
	# Godot 4.6 leaves the empty frame that it has put around a dock, one a round.
	var left: float = _count_orphans() - orphans
	check(left <= ROUNDS, "nodes that nobody holds: %d" % left)


## Switches the addon on, lets it work and be looked at, and switches it off.
func _round() -> void:
	EditorInterface.set_plugin_enabled(PLUGIN, true)
	var dock: PXEDock = (
		EditorInterface.get_base_control().find_children("*", "PXEDock", true, false)[0]
	)
	var bridge: PXEBridge = dock.bridge
	check(not bridge.watcher.takes_orders(), "no watch without a screen")
	check(_words_in_menu().any(_is_ours), "an entry in the FileSystem dock")
	EditorInterface.edit_resource(load("res://art/knight.frames.tres"))
	bridge.program = OS.get_environment("PXE")
	bridge.start_watch()
	check(await until(bridge.watcher.takes_orders), "the watch is on")
	check(await until(func() -> bool: return bridge.status.sidecars.size() > 0), "status")
	dock.show_sidecar("art/knight.pxe.json")
	var process: int = bridge.watcher.get_process_number()
	await _rest()
	EditorInterface.set_plugin_enabled(PLUGIN, false)
	check(process > 0, "it has a process")
	check(await until(func() -> bool: return not OS.is_process_running(process)), "no watch")
	EditorInterface.inspect_object(null)


func _rest() -> void:
	await get_tree().create_timer(1.0).timeout


## Nodes of the editor that run a script of the addon.
func _ours() -> Array[String]:
	var found: Array[String] = []
	for node: Node in get_tree().root.find_children("*", "", true, false):
		var script: Script = node.get_script()
		if script != null and script.resource_path.begins_with(HOME):
			found.append(script.resource_path)
	return found


## How many listen to the parts of the editor that the addon listens to.
func _count_ears() -> Dictionary:
	var count: Dictionary = {}
	for speaker: Object in [
		EditorInterface.get_file_system_dock(),
		EditorInterface.get_resource_filesystem(),
		EditorInterface.get_editor_settings(),
		EditorInterface.get_selection(),
	]:
		for entry: Dictionary in speaker.get_signal_list():
			var of: String = entry["name"]
			var key: String = "%s.%s" % [speaker.get_class(), of]
			count[key] = speaker.get_signal_connection_list(of).size()
	return count


## The words of the menu that a right click on art opens.
func _words_in_menu() -> Array[String]:
	var before: float = Performance.get_monitor(Performance.OBJECT_ORPHAN_NODE_COUNT)
	var dock: FileSystemDock = EditorInterface.get_file_system_dock()
	dock.navigate_to_path("res://art/knight.png")
	for tree: Tree in dock.find_children("*", "Tree", true, false):
		if tree.get_window() == get_tree().root:
			tree.item_mouse_selected.emit(Vector2(10, 10), MOUSE_BUTTON_RIGHT)
			break
	var words: Array[String] = []
	for menu: PopupMenu in dock.find_children("*", "PopupMenu", true, false):
		for index: int in menu.item_count:
			words.append(menu.get_item_text(index))
		menu.hide()
	_left_by_menu += Performance.get_monitor(Performance.OBJECT_ORPHAN_NODE_COUNT) - before
	return words


func _count_orphans() -> float:
	return Performance.get_monitor(Performance.OBJECT_ORPHAN_NODE_COUNT) - _left_by_menu


func _is_ours(words: String) -> bool:
	return "Pixel Engine" in words
