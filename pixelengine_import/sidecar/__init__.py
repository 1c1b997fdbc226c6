"""``NAME.pxe.json``: its format, reading it with line numbers, and request keys.

``facts``, ``names`` and ``keys`` load nothing heavy; ``parse``, ``model``
and ``schema`` load pydantic.
"""
