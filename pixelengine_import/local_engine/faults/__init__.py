"""Faults on purpose: what goes wrong, when, and how it looks to a client.

:mod:`rules` is what people write, :mod:`plan` decides which request is hit, and
:mod:`injector` does it. How a connection is broken depends on what carries it
(:mod:`wires`).
"""
