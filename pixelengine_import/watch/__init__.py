"""Changed files of a project as settled sets of paths; knows nothing of jobs."""
