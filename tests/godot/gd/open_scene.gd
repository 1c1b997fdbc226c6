@tool
class_name PXEOpenScene
extends RefCounted
## A scene with a sprite that plays what was generated, open in the editor.

const TEXT: String = """[gd_scene format=3]

[ext_resource type="SpriteFrames" path="res://art/%s.frames.tres" id="1"]

[node name="%s" type="AnimatedSprite2D"]
sprite_frames = ExtResource("1")
"""

var path: String = ""
var sprite: AnimatedSprite2D = null


## Writes a scene that uses the SpriteFrames of a sidecar, and opens it.
static func open(stem: String) -> PXEOpenScene:
	var scene: PXEOpenScene = PXEOpenScene.new()
	scene.path = "res://%s_scene.tscn" % stem
	var file: FileAccess = FileAccess.open(scene.path, FileAccess.WRITE)
	file.store_string(TEXT % [stem, stem.capitalize()])
	file.close()
	EditorInterface.open_scene_from_path(scene.path)
	scene.sprite = EditorInterface.get_edited_scene_root()
	return scene


## How many frames an animation has as the open scene shows it.
func count(animation: String = "default") -> int:
	return sprite.sprite_frames.get_frame_count(animation)


## Whether every frame lies on the sheet as it is loaded.
func is_whole() -> bool:
	var frames: SpriteFrames = sprite.sprite_frames
	for animation: String in frames.get_animation_names():
		for index: int in frames.get_frame_count(animation):
			var texture: AtlasTexture = frames.get_frame_texture(animation, index)
			var sheet: Rect2 = Rect2(Vector2.ZERO, texture.atlas.get_size())
			if not sheet.encloses(texture.region):
				return false
	return true


## Whether the loaded sheet has the size of the file.
func has_new_sheet() -> bool:
	var name: String = sprite.sprite_frames.get_animation_names()[0]
	var texture: AtlasTexture = sprite.sprite_frames.get_frame_texture(name, 0)
	var sheet: String = texture.atlas.resource_path
	var image: Image = Image.load_from_file(ProjectSettings.globalize_path(sheet))
	return Vector2(image.get_size()) == texture.atlas.get_size()
