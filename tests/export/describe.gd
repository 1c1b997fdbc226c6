extends SceneTree
## Prints what Godot makes of a SpriteFrames, as one line of JSON, and saves it again.


func _init() -> void:
	var frames: SpriteFrames = load("res://hero.frames.tres")
	var found: Array[Dictionary] = []
	for name: StringName in frames.get_animation_names():
		var pictures: Array[Array] = []
		for i: int in frames.get_frame_count(name):
			var texture: AtlasTexture = frames.get_frame_texture(name, i)
			var r: Rect2 = texture.region
			var image: Image = texture.atlas.get_image().get_region(Rect2i(r))
			pictures.append([
				r.position.x, r.position.y, r.size.x, r.size.y,
				frames.get_frame_duration(name, i),
				image.get_data().hex_encode(),
			])
		found.append({
			"name": name,
			"speed": frames.get_animation_speed(name),
			"loop": frames.get_animation_loop(name),
			"frames": pictures,
		})
	var uids: Dictionary[String, String] = {}
	for text: String in OS.get_cmdline_user_args():
		uids[text] = ResourceUID.id_to_text(ResourceUID.text_to_id(text))
	ResourceSaver.save(frames, "res://again.tres")
	print("FOUND ", JSON.stringify({
		"animations": found,
		"uid": ResourceUID.id_to_text(ResourceLoader.get_resource_uid("res://hero.frames.tres")),
		"uids": uids,
		"again": FileAccess.get_file_as_string("res://again.tres"),
	}))
	quit()
