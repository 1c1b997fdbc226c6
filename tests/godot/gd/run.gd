@tool
extends SceneTree
## Runs specifications inside a real editor: -s res://specs/run.gd -- res://specs/a.gd …
##
## Every method of a specification whose name begins with "test_" is run, and a line is
## printed for it. The exit code is the number of failures, at most 100.


func _initialize() -> void:
	_run.call_deferred()


func _run() -> void:
	# The project must have been read before anything is asked of the editor.
	while EditorInterface.get_resource_filesystem() == null:
		await process_frame
	while EditorInterface.get_resource_filesystem().is_scanning():
		await process_frame
	await create_timer(0.5).timeout
	var failed: int = 0
	for path: String in OS.get_cmdline_user_args():
		failed += await _run_file(path)
	quit(mini(failed, 100))


func _run_file(path: String) -> int:
	var script: GDScript = load(path)
	var failed: int = 0
	for method: Dictionary in script.get_script_method_list():
		var name: String = method["name"]
		if not name.begins_with("test_"):
			continue
		var spec: PXESpec = script.new()
		root.add_child(spec)
		await spec.call(name)
		for text: String in spec.failures:
			print("FAIL %s %s: %s" % [path.get_file(), name, text])
		if spec.checks == 0:
			print("FAIL %s %s: it checks nothing" % [path.get_file(), name])
			failed += 1
		elif spec.failures.is_empty():
			print("ok %s %s" % [path.get_file(), name])
		else:
			failed += 1
		spec.queue_free()
		await process_frame
	return failed
