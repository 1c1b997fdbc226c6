"""Picture work in processes of its own: it can be stopped at once, and may break.

The engine's process decides, records and answers; a *painter* is a child process that
only turns orders into files. Several of them use several cores, none of them holds up
the event loop, and one that does not stop, or breaks, is ended and replaced.

* :mod:`launch` says how a painter is started, or why it cannot be.
* :mod:`wire` is what is said between the two, as bytes.
* :mod:`process` is one painter as the engine sees it, :mod:`crew` all of them.
* :mod:`child` is the painter itself.

All but ``child`` load nothing heavy, so that a painter can be started before the engine
is imported.
"""
