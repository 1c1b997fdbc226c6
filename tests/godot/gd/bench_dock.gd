@tool
extends PXESpec
## What the dock costs with a thousand sidecars. Nothing is asserted but that they are there.

const COUNT: int = 1000

var _started: int = 0


func test_a_thousand_sidecars() -> void:
	var text: String = JSON.stringify({"format": 1, "sidecars": _entries()})
	var bridge: PXEBridge = PXEBridge.new()
	add_child(bridge)
	_start()
	bridge.status = PXEStatus.read(text)
	_tell("reading status.json (%d KB)" % [text.length() / 1024])
	var dock: PXEDock = PXEDock.new()
	dock.bridge = bridge
	_start()
	EditorInterface.get_base_control().add_child(dock)
	_tell("opening the dock")
	_start()
	bridge.status = PXEStatus.read(text.replace('"stale"', '"fresh"'))
	bridge.status_changed.emit()
	_tell("a new reading of all of them")
	_start()
	dock.list.filter("hero7 walk", "")
	_tell("a search")
	equal(dock.list.count_visible(), 111)
	dock.free()


func _entries() -> Array[Dictionary]:
	var entries: Array[Dictionary] = []
	for number: int in COUNT:
		var animations: Array[Dictionary] = []
		for verb: String in ["idle", "walk", "attack"]:
			animations.append({"name": verb, "prompt": "a %s of some length" % verb, "fps": 8.0})
		(
			entries
			. append(
				{
					"sidecar": "art/level%d/hero%d.pxe.json" % [number % 10, number],
					"state": "stale",
					"image": "art/level%d/hero%d.png" % [number % 10, number],
					"animations": animations,
				}
			)
		)
	return entries


func _start() -> void:
	_started = Time.get_ticks_usec()


func _tell(what: String) -> void:
	print("time %s: %.1f ms" % [what, (Time.get_ticks_usec() - _started) / 1000.0])
