@tool
extends EditorPlugin
## Wires what the addon adds to the editor, and takes it out again.

var _export_filter: PXEExportFilter = null
var _bridge: PXEBridge = null
var _reloader: PXEReloader = null
var _dock: PXEDock = null


func _enter_tree() -> void:
	_export_filter = PXEExportFilter.new()
	add_export_plugin(_export_filter)
	PXESettings.register()
	_bridge = PXEBridge.new()
	_reloader = PXEReloader.new()
	add_child(_bridge)
	add_child(_reloader)
	_dock = PXEDock.new()
	_dock.bridge = _bridge
	add_control_to_dock(DOCK_SLOT_RIGHT_UL, _dock)
	_bridge.published.connect(_reloader.request)
	_reloader.reloaded.connect(_dock.view.refresh)
	_dock.reroll_wanted.connect(_on_reroll_wanted)
	# Without a screen the editor is at work for a script: it imports or exports.
	if DisplayServer.get_name() != "headless":
		_bridge.set_up(PXESettings.get_autostart())


func _exit_tree() -> void:
	remove_control_from_docks(_dock)
	# Not queued: when the editor ends, no queue is worked off any more.
	_dock.free()
	_dock = null
	_reloader.free()
	_reloader = null
	_bridge.free()
	_bridge = null
	remove_export_plugin(_export_filter)
	_export_filter = null


func _on_reroll_wanted(sidecar: PXESidecarState, animation: String) -> void:
	_bridge.actions.reroll(sidecar.path, animation)
