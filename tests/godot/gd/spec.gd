@tool
class_name PXESpec
extends Node
## A specification: its methods say with check() and equal() what must hold.

var failures: PackedStringArray = PackedStringArray()
var checks: int = 0


## Says that something must be true.
func check(holds: bool, what: String) -> void:
	checks += 1
	if not holds:
		failures.append(what)


## Says that two values must be the same.
func equal(found: Variant, wanted: Variant, what: String = "") -> void:
	checks += 1
	if typeof(found) != typeof(wanted) or found != wanted:
		failures.append("%s: found %s, wanted %s" % [what, found, wanted])


## Waits until something holds; false when it does not come to that.
func until(holds: Callable, seconds: float = 60.0) -> bool:
	var deadline: int = Time.get_ticks_msec() + int(seconds * 1000)
	while Time.get_ticks_msec() < deadline:
		if holds.call():
			return true
		await get_tree().create_timer(0.02).timeout
	return false
