extends SceneTree
## Plays what was written and prints, as one line of JSON, what is seen at which time.


func _init() -> void:
	var found: Dictionary[String, Variant] = {"plays": {}, "shows": {}}
	var scene: PackedScene = load("res://hero.scene.tscn")
	var sprite: AnimatedSprite2D = scene.instantiate()
	root.add_child(sprite)
	found["scene"] = {
		"name": sprite.name,
		"animation": sprite.animation,
		"autoplay": sprite.autoplay,
		"filter": sprite.texture_filter,
		"frames": sprite.sprite_frames.resource_path,
		"uid": ResourceUID.id_to_text(
			ResourceLoader.get_resource_uid("res://hero.scene.tscn")),
	}
	await process_frame
	found["scene"]["playing"] = sprite.is_playing()

	for kind: String in ["grid", "regions"]:
		found["shows"][kind] = _play("res://%s.animations.tres" % kind)
	found["shown"] = await _show_rect()
	print("FOUND ", JSON.stringify(found))
	quit()


func _play(path: String) -> Dictionary:
	var library: AnimationLibrary = load(path)
	var level := Node2D.new()
	var sprite := Sprite2D.new()
	sprite.name = "Sprite2D"
	level.add_child(sprite)
	var player := AnimationPlayer.new()
	level.add_child(player)
	player.callback_mode_process = AnimationMixer.ANIMATION_CALLBACK_MODE_PROCESS_MANUAL
	root.add_child(level)
	player.add_animation_library(&"", library)
	var shows: Dictionary[String, Variant] = {}
	for name: StringName in library.get_animation_list():
		var animation: Animation = library.get_animation(name)
		var seen: Array[Array] = []
		for step: int in 40:
			var time: float = animation.length * (step + 0.5) / 40
			player.play(name)
			player.seek(time, true)
			seen.append([time, _pixel(sprite)])
		shows[name] = {
			"length": animation.length,
			"loops": animation.loop_mode == Animation.LOOP_LINEAR,
			"seen": seen,
		}
	level.queue_free()
	return shows


## What the TextureRect of the docs shows, as regions on the sheet.
func _show_rect() -> Array[String]:
	var rect: TextureRect = load("res://rect.gd").new()
	rect.frames = load("res://hero.frames.tres")
	rect.animation = &"a-b"
	root.add_child(rect)
	var seen: Array[String] = []
	for step: int in 10:
		var texture: AtlasTexture = rect.texture
		seen.append(str(texture.region.position))
		rect._process(0.06)
	await process_frame
	return seen


## The colour at the top left of what a sprite shows: each frame has its own.
func _pixel(sprite: Sprite2D) -> Array[int]:
	var image: Image = sprite.texture.get_image()
	var place := Vector2i.ZERO
	if sprite.region_enabled:
		place = Vector2i(sprite.region_rect.position)
	else:
		var cell := Vector2i(image.get_width() / sprite.hframes, image.get_height() / sprite.vframes)
		place = sprite.frame_coords * cell
	var colour: Color = image.get_pixelv(place)
	return [colour.r8, colour.g8, colour.b8]
