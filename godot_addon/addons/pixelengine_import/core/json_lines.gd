@tool
class_name PXEJsonLines
extends RefCounted
## Cuts what a program prints into lines, and reads those that are JSON objects.
##
## Bytes are collected until a line is whole: a character may be cut in two by a pipe.

## A line that is longer than this is no fact of ours; it is thrown away.
const LONGEST: int = 16 * 1024 * 1024

var _rest: PackedByteArray = PackedByteArray()


## Returns the whole lines among the bytes so far, without their ends.
func feed(block: PackedByteArray) -> PackedStringArray:
	var lines: PackedStringArray = PackedStringArray()
	_rest.append_array(block)
	var start: int = 0
	var end: int = _rest.find(10, start)
	while end >= 0:
		lines.append(_rest.slice(start, end).get_string_from_utf8().strip_edges())
		start = end + 1
		end = _rest.find(10, start)
	_rest = _rest.slice(start)
	if _rest.size() > LONGEST:
		_rest.clear()
	return lines


## Returns what is left when the program has ended: its last line may have no end.
func finish() -> PackedStringArray:
	return feed("\n".to_utf8_buffer()) if not _rest.is_empty() else PackedStringArray()


## Returns the fact that a line holds; an empty dictionary when it holds none.
static func read_fact(line: String) -> Dictionary:
	if not line.begins_with("{"):
		return {}
	var json: JSON = JSON.new()
	if json.parse(line) != OK or json.data is not Dictionary:
		return {}
	var fact: Dictionary = json.data
	return fact if fact.get("type") is String else {}
