"""Finished frames as the files that the API hands out."""
