@tool
extends EditorPlugin
## Wires what the addon adds to the editor, and takes it out again.

const SELECTION_CHANGED: StringName = &"selection_changed"

var _bridge: PXEBridge = null
var _reloader: PXEReloader = null
var _undo: PXEUndo = null
var _dock: PXEDock = null
var _form: PXESidecarForm = null
var _picker: EditorFileDialog = null
var _moves: PXEMoves = null
var _inspector: PXEInspector = null
var _context_menu: PXEContextMenu = null
var _export_filter: PXEExportFilter = null


func _enter_tree() -> void:
	PXESettings.register()
	_bridge = PXEBridge.new()
	add_child(_bridge)
	_reloader = PXEReloader.new()
	_reloader.bridge = _bridge
	_bridge.published.connect(_reloader.request)
	add_child(_reloader)
	_moves = PXEMoves.new()
	_moves.bridge = _bridge
	_moves.files_changed.connect(_reloader.request)
	add_child(_moves)
	_undo = PXEUndo.new(get_undo_redo())
	_undo.written.connect(_on_written_again)
	_add_form()
	_add_dock()
	_context_menu = PXEContextMenu.new()
	_context_menu.wanted.connect(_on_wanted)
	add_context_menu_plugin(EditorContextMenuPlugin.CONTEXT_SLOT_FILESYSTEM, _context_menu)
	_inspector = PXEInspector.new(_bridge)
	_inspector.edit_wanted.connect(_form.open_for_sidecar)
	_inspector.show_wanted.connect(_on_show_wanted)
	add_inspector_plugin(_inspector)
	_export_filter = PXEExportFilter.new()
	add_export_plugin(_export_filter)
	var files: FileSystemDock = EditorInterface.get_file_system_dock()
	EditorInterface.get_resource_filesystem().filesystem_changed.connect(_dock.view.refresh)
	# Not there before Godot 4.6.
	if files.has_signal(SELECTION_CHANGED):
		files.connect(SELECTION_CHANGED, _on_selection_changed)
	# Without a screen the editor is at work for a script: it imports or exports.
	if DisplayServer.get_name() != "headless":
		_bridge.set_up(PXESettings.get_autostart())


func _exit_tree() -> void:
	var files: FileSystemDock = EditorInterface.get_file_system_dock()
	if files.has_signal(SELECTION_CHANGED):
		files.disconnect(SELECTION_CHANGED, _on_selection_changed)
	EditorInterface.get_resource_filesystem().filesystem_changed.disconnect(_dock.view.refresh)
	remove_inspector_plugin(_inspector)
	_inspector = null
	remove_export_plugin(_export_filter)
	_export_filter = null
	remove_context_menu_plugin(_context_menu)
	_context_menu = null
	# Not queued: when the editor ends, no queue is worked off any more.
	remove_control_from_docks(_dock)
	_dock.free()
	_dock = null
	_form.free()
	_form = null
	_picker.free()
	_picker = null
	_undo = null
	_moves.free()
	_moves = null
	_reloader.free()
	_reloader = null
	_bridge.free()
	_bridge = null


func _add_form() -> void:
	_form = PXESidecarForm.new()
	_form.bridge = _bridge
	_form.undo = _undo
	_form.saved.connect(_on_saved)
	EditorInterface.get_base_control().add_child(_form)
	_picker = EditorFileDialog.new()
	_picker.title = "Animate an Image"
	_picker.file_mode = EditorFileDialog.FILE_MODE_OPEN_FILES
	for suffix: String in PXEDraft.ART:
		_picker.add_filter("*." + suffix)
	_picker.files_selected.connect(_on_wanted)
	EditorInterface.get_base_control().add_child(_picker)


func _add_dock() -> void:
	_dock = PXEDock.new()
	_dock.bridge = _bridge
	_dock.edit_wanted.connect(_form.open_for_sidecar)
	_dock.reroll_wanted.connect(_on_reroll_wanted)
	_dock.create_wanted.connect(_picker.popup_file_dialog)
	_reloader.reloaded.connect(_dock.view.refresh)
	add_control_to_dock(DOCK_SLOT_RIGHT_UL, _dock)


func _on_wanted(paths: PackedStringArray) -> void:
	if paths.size() == 1 and paths[0].ends_with(PXESidecarState.SUFFIX):
		_form.open_for_sidecar(paths[0])
	else:
		_form.open_for_images(paths)


func _on_selection_changed() -> void:
	var paths: PackedStringArray = EditorInterface.get_selected_paths()
	if paths.size() == 1 and paths[0].ends_with(PXESidecarState.SUFFIX):
		_dock.show_sidecar(paths[0])


func _on_show_wanted(sidecar: String) -> void:
	_dock.make_visible()
	_dock.show_sidecar(sidecar)


func _on_saved(sidecar: String) -> void:
	# The FileSystem dock shows what was written.
	_reloader.request(PackedStringArray([sidecar]))
	_look_at(sidecar)


func _on_written_again(paths: PackedStringArray) -> void:
	_reloader.request(paths)
	for path: String in paths:
		_look_at(path)


## Has a sidecar that was written made, when no watch of ours sees it by itself.
func _look_at(sidecar: String) -> void:
	var watched: bool = _bridge.watcher.stand in [PXEWatcher.Stand.ON, PXEWatcher.Stand.ELSEWHERE]
	if not watched and FileAccess.file_exists(sidecar):
		_bridge.actions.regenerate(sidecar.trim_prefix("res://"))


func _on_reroll_wanted(sidecar: PXESidecarState, animation: String) -> void:
	var answer: PXEAnswer = await _bridge.actions.reroll(sidecar.path, animation)
	var edited: Dictionary = answer.first("edited")
	if answer.is_good() and PXERead.flag(edited, "written"):
		var edit: Dictionary = {"path": sidecar.resource_path()}
		edit.merge({"before": edited["before"], "after": edited["after"]})
		_undo.record([edit])
		_look_at(sidecar.resource_path())
