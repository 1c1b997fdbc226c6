extends SceneTree
## Tells what Godot sees in each SpriteFrames that is named after "--", one JSON line each.
##
## The work is done in _initialize(); _process() ends the loop at its first turn, so that an error
## in between cannot leave Godot running.


func _initialize() -> void:
	for path: String in OS.get_cmdline_user_args():
		var frames := load(path) as SpriteFrames
		if frames == null:
			push_error("%s is not a SpriteFrames." % path)
			continue
		print(JSON.stringify(_describe(path, frames)))


func _process(_delta: float) -> bool:
	return true


func _describe(path: String, frames: SpriteFrames) -> Dictionary:
	var sheets := {}
	var animations := {}
	for animation: String in frames.get_animation_names():
		var shown: Array[Dictionary] = []
		for index: int in frames.get_frame_count(animation):
			var texture := frames.get_frame_texture(animation, index) as AtlasTexture
			shown.append(
				_describe_frame(texture, frames.get_frame_duration(animation, index), sheets)
			)
		animations[animation] = {
			"speed": frames.get_animation_speed(animation),
			"loop": frames.get_animation_loop(animation),
			"frames": shown,
		}
	var sizes := {}
	for sheet_path: String in sheets:
		var sheet: Image = sheets[sheet_path]
		sizes[sheet_path] = [sheet.get_width(), sheet.get_height()]
	return {"path": path, "sheets": sizes, "animations": animations}


func _describe_frame(texture: AtlasTexture, duration: float, sheets: Dictionary) -> Dictionary:
	var sheet_path := texture.atlas.resource_path
	if not sheets.has(sheet_path):
		sheets[sheet_path] = _plain_image(texture.atlas)
	var sheet: Image = sheets[sheet_path]
	var region := Rect2i(texture.region)
	return {
		"duration": duration,
		"region": [region.position.x, region.position.y, region.size.x, region.size.y],
		"size": [texture.get_width(), texture.get_height()],
		"sha256": _pixel_hash(sheet.get_region(region)),
	}


## The imported texture as RGBA8, with clear pixels all zero: the import gives those the colour of
## their neighbours, which nobody sees.
func _plain_image(texture: Texture2D) -> Image:
	var image := texture.get_image()
	image.convert(Image.FORMAT_RGBA8)
	var bytes := image.get_data()
	for at: int in range(0, bytes.size(), 4):
		if bytes[at + 3] == 0:
			bytes.encode_u32(at, 0)
	return Image.create_from_data(
		image.get_width(), image.get_height(), false, Image.FORMAT_RGBA8, bytes
	)


func _pixel_hash(image: Image) -> String:
	var context := HashingContext.new()
	context.start(HashingContext.HASH_SHA256)
	context.update(image.get_data())
	return context.finish().hex_encode()
