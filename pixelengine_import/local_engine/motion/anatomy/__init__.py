"""Where the parts of a body are looked for, each kind in its own way."""
