@tool
class_name PXEWriter
extends RefCounted
## Has pxe judge and write sidecars: several of them, or none.
##
## A target is a path with a JSON Merge Patch.

## What was written: path, before (null for a new file) and after.
var edits: Array[Dictionary] = []
## The sidecars that need not be written again when writing stopped half way.
var done: PackedStringArray = PackedStringArray()

var _bridge: PXEBridge = null


func _init(bridge: PXEBridge) -> void:
	_bridge = bridge


## Asks pxe without writing; null when nothing is wrong, else the first refusal.
func judge(targets: Array[Dictionary]) -> PXEAnswer:
	for target: Dictionary in targets:
		var answer: PXEAnswer = await _bridge.edit(target["path"], target["patch"], true)
		if not answer.is_good():
			return answer
	return null


## Writes all of them; null when that went well, else the first refusal.
##
## What would be wrong is found before anything is written.
func write(targets: Array[Dictionary]) -> PXEAnswer:
	edits = []
	if targets.size() > 1:
		var refusal: PXEAnswer = await judge(targets)
		if refusal != null:
			return refusal
	for target: Dictionary in targets:
		var answer: PXEAnswer = await _bridge.edit(target["path"], target["patch"])
		if not answer.is_good():
			return answer
		done.append(target["path"])
		var told: Dictionary = answer.first("edited")
		if PXERead.flag(told, "written"):
			(
				edits
				. append(
					{
						"path": target["path"],
						"before": told.get("before"),
						"after": PXERead.text(told, "after"),
					}
				)
			)
	return null
