"""The built-in Pixel Engine: accounts, jobs, the HTTP app and the picture work.

It speaks the API of the live service, offline and for nothing, in this process
(:mod:`in_process`) or behind a socket (:mod:`serve`). It knows nothing of sidecars,
files of a project, or clients.

``keys``, ``pace`` and ``painters`` load nothing heavy; ``engine`` loads SQLAlchemy and
numpy, ``app`` Starlette, ``in_process`` httpx, ``serve`` uvicorn.
"""
