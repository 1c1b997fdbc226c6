"""What the client says and when, without doing any I/O.

Each call is a generator: it yields what is to be done (an exchange, a wait, work for a
thread) and is sent what came of it. The rules of the API are written down here once;
:mod:`pixelengine_import.api.drivers` carries them out, on an event loop or in a thread.
"""
