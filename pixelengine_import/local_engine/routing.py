"""Routes that take exactly the methods that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    Handler = Callable[[Request], Awaitable[Response]]

__all__ = ["exact_route"]


def exact_route(path: str, handler: Handler, *methods: str) -> Route:
    """Make a route; Starlette's own would add HEAD to GET, which the API refuses.

    Args:
        path: Its path, with ``{name}`` for a part that varies.
        handler: What answers.
        methods: What it takes.
    """
    route = Route(path, handler, methods=list(methods))
    route.methods = set(methods)
    return route
