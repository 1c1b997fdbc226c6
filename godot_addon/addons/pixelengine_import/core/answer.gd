@tool
class_name PXEAnswer
extends RefCounted
## What a command of pxe answered.

## A person must decide, or agree to a price: the same numbers that pxe documents.
const NEEDS_MONEY: int = 4
const NEEDS_DECISION: int = 6

## How it ended; 0 is well.
var code: int = 0
## The facts that it printed, in their order.
var facts: Array[Dictionary] = []
## Lines that were no facts.
var grumbles: PackedStringArray = PackedStringArray()


## Whether it ended well.
func is_good() -> bool:
	return code == 0


## Returns the first fact of a type; an empty dictionary when there is none.
func first(type: String) -> Dictionary:
	for fact: Dictionary in facts:
		if fact["type"] == type:
			return fact
	return {}


## Returns what went wrong, as pxe says it; empty when nothing did.
func problem() -> String:
	var told: Dictionary = first("error")
	if not told.is_empty():
		return PXERead.text(told, "message")
	if is_good():
		return ""
	if not grumbles.is_empty():
		return grumbles[-1]
	return "pxe ended with code %d and said nothing." % code
