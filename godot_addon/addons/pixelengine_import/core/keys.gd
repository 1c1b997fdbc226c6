@tool
class_name PXEKeys
extends RefCounted
## Keyframes on a line of frames: each has a picture, a place of its own and a strength.

## How many frames there are.
var total: int = 1
## index, image, strength; by rising index.
var list: Array[Dictionary] = []


## Spreads pictures evenly, the first on the first frame and the last on the last.
static func spread(images: PackedStringArray, frames: int) -> PXEKeys:
	var keys: PXEKeys = PXEKeys.new()
	keys.total = maxi(frames, images.size())
	for i: int in images.size():
		var last: int = maxi(1, images.size() - 1)
		var index: int = roundi(float(i * (keys.total - 1)) / last)
		keys.list.append({"index": index, "image": images[i], "strength": 1.0})
	return keys


## Returns the keyframe at a place; an empty object when there is none.
func at(index: int) -> Dictionary:
	for key: Dictionary in list:
		if key["index"] == index:
			return key
	return {}


## Puts a picture on a frame, in the place of the one that may be there.
func put(index: int, image: String) -> void:
	var key: Dictionary = at(index)
	if key.is_empty():
		list.append({"index": index, "image": image, "strength": 1.0})
		_sort()
	else:
		key["image"] = image


## Takes the keyframe of a frame away.
func remove(index: int) -> void:
	list.erase(at(index))


## Moves a keyframe; one that stands there changes places with it.
func move(from: int, to: int) -> bool:
	var key: Dictionary = at(from)
	if key.is_empty() or from == to or to < 0 or to >= total:
		return false
	var other: Dictionary = at(to)
	if not other.is_empty():
		other["index"] = from
	key["index"] = to
	_sort()
	return true


## Changes the number of frames. Keyframes behind the end step back to the last free ones.
func resize(frames: int) -> void:
	total = maxi(1, frames)
	for i: int in range(list.size() - 1, -1, -1):
		if int(list[i]["index"]) < total:
			break
		var free: int = total - 1
		while free >= 0 and not at(free).is_empty():
			free -= 1
		if free >= 0:
			list[i]["index"] = free
	_sort()


## Returns the first free frame from a place on, then from the beginning; -1 for none.
func free_place(from: int) -> int:
	for step: int in total:
		var index: int = (from + step) % total
		if at(index).is_empty():
			return index
	return -1


func _sort() -> void:
	list.sort_custom(func(a: Dictionary, b: Dictionary) -> bool: return a["index"] < b["index"])
