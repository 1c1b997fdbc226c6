"""The Pixel Engine HTTP API: its rules and prices as data, and a typed client.

Import what you need from the modules: ``catalog`` and ``outcomes`` load nothing
heavy, ``requests`` and ``responses`` load pydantic, ``client`` and ``sync_client``
load httpx.
"""
