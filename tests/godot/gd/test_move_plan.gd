@tool
extends PXESpec
## What follows from a move, decided without touching a file.

const OUTPUTS: PackedStringArray = [
	"res://art/hero.sheet.png",
	"res://art/hero.sheet.png.import",
	"res://art/hero.frames.tres",
	"res://art/hero.frames.json",
]


func test_the_sidecar_and_the_outputs_follow_the_art() -> void:
	var plan: PXEMovePlan = _plan({"res://art/hero.png": "res://mage.png"}, {"res://art/hero": {}})
	equal(_arrows(plan)[0], "res://art/hero.sheet.png > res://mage.sheet.png")
	equal(_arrows(plan)[1], "res://art/hero.sheet.png.import > res://mage.sheet.png.import")
	equal(_arrows(plan)[-1], "res://art/hero.pxe.json > res://mage.pxe.json", "at last")
	equal(plan.renames.size(), 5)
	equal(plan.patches, {}, "its art is that of its name")


func test_art_that_is_named_is_named_anew() -> void:
	var document: Dictionary = {
		"image": "hero.png",
		"animations":
		{
			"hit":
			{
				"keyframes":
				{
					"frames":
					[
						{"index": 0.0, "image": "res://art/hero.png"},
						{"index": 4.0, "image": "../aim.png", "strength": 0.5},
					]
				},
				"image": "hero.png",
			},
			"idle": {"animate": {"prompt": "hero.png", "pixel_config": {"palette": "source"}}},
		},
		"defaults": {"pixel_config": {"palette": "dusk.hex"}},
	}
	var plan: PXEMovePlan = _plan(
		{"res://art/hero.png": "res://new/mage.png"}, {"res://art/hero": document}
	)
	var frames: Array = [
		{"index": 0, "image": "res://new/mage.png"},
		{"index": 4, "image": "../aim.png", "strength": 0.5},
	]
	equal(
		plan.patches,
		{
			"res://new/mage.pxe.json":
			{
				"image": "mage.png",
				"animations": {"hit": {"keyframes": {"frames": frames}, "image": "mage.png"}},
				"defaults": {"pixel_config": {"palette": "../art/dusk.hex"}},
			}
		}
	)


func test_other_sidecars_that_name_the_art_stay_where_they_are() -> void:
	var other: Dictionary = {"image": "../art/hero.png"}
	var plan: PXEMovePlan = _plan(
		{"res://art/hero.png": "res://art/mage.png"}, {"res://art/hero": {}, "res://b/x": other}
	)
	equal(plan.patches, {"res://b/x.pxe.json": {"image": "../art/mage.png"}})
	equal(plan.renames.size(), 5)


func test_art_that_a_sidecar_only_uses_takes_it_nowhere() -> void:
	var plan: PXEMovePlan = _plan(
		{"res://art/aim.png": "res://b/aim.png"}, {"res://art/hero": {"image": "aim.png"}}
	)
	equal(plan.renames.size(), 0)
	equal(plan.patches, {"res://art/hero.pxe.json": {"image": "../b/aim.png"}})


func test_nothing_that_is_there_is_replaced() -> void:
	var there: PackedStringArray = ["res://mage.frames.json"]
	var plan: PXEMovePlan = _plan(
		{"res://art/hero.png": "res://mage.png"}, {"res://art/hero": {}}, there
	)
	equal(plan.renames.size(), 0, "it stays together")
	check("mage.frames.json is there already" in plan.refusals[0], plan.refusals[0])
	equal(plan.patches, {"res://art/hero.pxe.json": {"image": "../mage.png"}}, "and works")


func test_the_outputs_follow_the_sidecar_and_the_art_is_asked_about() -> void:
	var moved: Dictionary = {"res://art/hero.pxe.json": "res://b/hero.pxe.json"}
	var there: PackedStringArray = ["res://art/hero.png"]
	var plan: PXEMovePlan = _plan(moved, {"res://b/hero": {}}, there)
	equal(plan.renames.size(), 4)
	equal(plan.art, [PackedStringArray(["res://art/hero.png", "res://b/hero.png"])])
	equal(plan.without_art, {"res://b/hero.pxe.json": {"image": "../art/hero.png"}})
	equal(plan.patches, {})


func test_other_art_of_that_name_is_not_taken_for_its_own() -> void:
	var moved: Dictionary = {"res://art/hero.pxe.json": "res://b/hero.pxe.json"}
	var there: PackedStringArray = ["res://art/hero.png", "res://b/hero.png"]
	var plan: PXEMovePlan = _plan(moved, {"res://b/hero": {}}, there)
	equal(plan.art.size(), 0)
	equal(plan.patches, {"res://b/hero.pxe.json": {"image": "../art/hero.png"}})


func test_art_that_a_sidecar_makes_goes_with_it_unasked() -> void:
	var moved: Dictionary = {"res://art/hero.pxe.json": "res://b/hero.pxe.json"}
	var there: PackedStringArray = ["res://art/hero.png"]
	var made: Dictionary = {"image": {"generate": {"prompt": "hero"}}}
	var plan: PXEMovePlan = _plan(moved, {"res://b/hero": made}, there)
	check("res://art/hero.png > res://b/hero.png" in _arrows(plan), "with it")
	equal(plan.art.size(), 0)


func test_what_was_moved_together_needs_nothing() -> void:
	var moved: Dictionary = {}
	for path: String in OUTPUTS + PackedStringArray(["res://art/hero.pxe.json"]):
		moved[path] = path.replace("art", "b")
	moved["res://art/hero.png"] = "res://b/hero.png"
	var there: PackedStringArray = PackedStringArray(moved.values())
	var plan: PXEMovePlan = PXEMovePlan.make(
		PackedStringArray(moved.keys()),
		func(path: String) -> String: return moved.get(path, path),
		{"res://b/hero.pxe.json": {"image": "hero.png"}},
		func(path: String) -> bool: return path in there
	)
	equal([plan.renames, plan.patches, plan.art, plan.refusals.size()], [[], {}, [], 0])


func test_what_belongs_to_deleted_files_is_found() -> void:
	var sidecars: Dictionary = {
		"res://art/hero.pxe.json": {}, "res://art/bat.pxe.json": {"image": {"generate": {}}}
	}
	var there: PackedStringArray = OUTPUTS + PackedStringArray(["res://art/hero.pxe.json"])
	var found: Array = Array(there)
	var exists: Callable = func(path: String) -> bool: return path in found
	var art: PackedStringArray = ["res://art/hero.png"]
	var left: PackedStringArray = PXEMovePlan.leftovers(art, sidecars, exists)
	equal(left[0], "res://art/hero.pxe.json")
	equal(left.size(), 5)
	var both: PackedStringArray = ["res://art/hero.png", "res://art/hero.pxe.json"]
	found.pop_back()
	equal(PXEMovePlan.leftovers(both, {}, exists).size(), 4, "each once")
	var made: PackedStringArray = ["res://art/bat.png", "res://art/other.png"]
	equal(PXEMovePlan.leftovers(made, sidecars, exists).size(), 0, "it is made again")
	equal(PXEMovePlan.leftovers(OUTPUTS, sidecars, exists).size(), 0, "outputs alone")


func test_names_lead_from_folder_to_folder() -> void:
	equal(PXEReferences.relative("res://a/b/c.png", "res://a/d"), "../b/c.png")
	equal(PXEReferences.relative("res://c.png", "res://"), "c.png")
	equal(PXEReferences.relative("res://a/a", "res://a"), "a")
	equal(PXEReferences.resolve("../x/./c.png", "res://a/b"), "res://a/x/c.png")
	equal(PXEReferences.resolve("RES://c.png", "res://a"), "res://c.png")
	equal(PXEReferences.resolve("https://a/c.png", "res://a"), "")


## Plans with the outputs of art/hero there, and what else is named.
func _plan(
	moved: Dictionary, stems: Dictionary, more: PackedStringArray = PackedStringArray()
) -> PXEMovePlan:
	var there: Array = Array(OUTPUTS + more) + moved.values()
	var sidecars: Dictionary = {}
	for stem: String in stems:
		sidecars[stem + ".pxe.json"] = stems[stem]
		there.append(stem + ".pxe.json")
	return PXEMovePlan.make(
		PackedStringArray(moved.keys()),
		func(path: String) -> String: return moved.get(path, path),
		sidecars,
		func(path: String) -> bool: return path in there
	)


func _arrows(plan: PXEMovePlan) -> Array:
	return plan.renames.map(func(pair: PackedStringArray) -> String: return " > ".join(pair))
