"""The control plane: what may be done to an engine beside the API.

:mod:`operator` does it, :mod:`bodies` says what can be asked for, :mod:`views` shows
the record, :mod:`moves` pushes jobs along by hand, and :mod:`routes` puts all of it
behind ``/_engine/``, for this machine and a token only.
"""
