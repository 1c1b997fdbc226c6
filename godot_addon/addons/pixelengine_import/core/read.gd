@tool
class_name PXERead
extends RefCounted
## Takes values out of JSON that somebody else wrote, whatever they turn out to be.


## Returns a text; the fallback when there is none.
static func text(from: Dictionary, key: String, fallback: String = "") -> String:
	var value: Variant = from.get(key)
	return value if value is String else fallback


## Returns a number; the fallback when there is none.
static func number(from: Dictionary, key: String, fallback: float = 0.0) -> float:
	var value: Variant = from.get(key)
	if value is float or value is int:
		var found: float = value
		return found if is_finite(found) else fallback
	return fallback


## Returns whether a value is true.
static func flag(from: Dictionary, key: String) -> bool:
	var value: Variant = from.get(key)
	return value is bool and value


## Returns an object; an empty one when there is none.
static func object(from: Dictionary, key: String) -> Dictionary:
	var value: Variant = from.get(key)
	return value if value is Dictionary else {}


## Returns the objects of a list.
static func objects(from: Dictionary, key: String) -> Array[Dictionary]:
	var found: Array[Dictionary] = []
	var value: Variant = from.get(key)
	if value is Array:
		var list: Array = value
		for item: Variant in list:
			if item is Dictionary:
				found.append(item)
	return found


## Returns the texts of a list.
static func texts(from: Dictionary, key: String) -> PackedStringArray:
	var found: PackedStringArray = PackedStringArray()
	var value: Variant = from.get(key)
	if value is Array:
		var list: Array = value
		for item: Variant in list:
			if item is String:
				found.append(item)
	return found
