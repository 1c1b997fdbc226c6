"""The endpoints for the description: words, parameters, errors, examples."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["OPERATIONS", "OWN_ERRORS", "Operation"]

Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """What is said of an endpoint.

    Attributes:
        tag: Its group.
        summary: What it does, in a few words.
        description: The rest.
        answer: Name of the schema of its answer.
        errors: Status to the codes that come with it.
        queries: Parameters of its address.
        example: A body that is taken.
        links: Whether its answer names a job.
    """

    tag: str
    summary: str
    description: str
    answer: str
    errors: Mapping[int, Codes]
    queries: tuple[Mapping[str, Any], ...] = ()
    example: Mapping[str, Any] = field(default_factory=dict)
    links: bool = False


_EVERY: dict[int, Codes] = {
    401: ("unauthorized",),
    405: ("method_not_allowed",),
    500: ("internal_error",),
}
_PICTURE: dict[int, Codes] = {400: ("invalid_request", "image_too_large")}
_ADDRESS: dict[int, Codes] = {400: (*_PICTURE[400], "image_fetch_failed")}
_PAID: dict[int, Codes] = {402: ("insufficient_credits",)}

_BUSY = (
    "The queue is full, or too many large requests are being read: nothing was done or "
    "held. Send it again after the seconds of Retry-After."
)
OWN_ERRORS: dict[int, tuple[str, str]] = {
    403: ("forbidden", "A web page from another machine asked. Programs never see it."),
    408: ("invalid_request", "The request came in too slowly."),
    414: ("invalid_request", "The address is too long."),
    431: ("invalid_request", "The headers are too large."),
    503: ("server_busy", _BUSY),
}
"""What this engine answers beyond the API's reference, at every endpoint."""

_HERO = (
    "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQAgMAAABinRfyAAAACVBMVEUAAADIPCj63LQmXazPAAAAAXRS"
    "TlMAQObYZgAAABRJREFUeNpjQAdRSzGJ0FDiCCAAAF+9CU3Cal9IAAAAAElFTkSuQmCC"
)
"""A figure of 16 x 16 pixels."""

_DAY = {"type": "string", "format": "date", "examples": ["2026-03-01"]}

OPERATIONS: dict[str, Operation] = {
    "animate": Operation(
        "Jobs",
        "Animate a picture",
        "Makes an animation of one picture from a description. 20 credits, held until "
        "the job has ended and charged when it succeeded.",
        "Submitted",
        {**_PICTURE, **_PAID, **_EVERY},
        example={"image": _HERO, "prompt": "breathing idle", "output_frames": 4},
        links=True,
    ),
    "keyframes": Operation(
        "Jobs",
        "Animate between pictures",
        "Makes an animation that passes through given pictures at given places. 24 "
        "credits.",
        "Submitted",
        {**_ADDRESS, **_PAID, **_EVERY},
        example={
            "prompt": "sword slash",
            "render_mode": "pixel",
            "total_frames": 4,
            "frames": [
                {"index": 0, "image": _HERO},
                {"index": 3, "image": _HERO, "strength": 0.8},
            ],
        },
        links=True,
    ),
    "generate_image": Operation(
        "Jobs",
        "Draw a picture",
        "Draws pixel art from words, or changes a picture by them. The model decides "
        "what it costs.",
        "Submitted",
        {**_ADDRESS, **_PAID, **_EVERY},
        example={"prompt": "a knight", "pixel_config": {"colors": 24}},
        links=True,
    ),
    "pixelate": Operation(
        "Jobs",
        "Turn a picture into pixel art",
        "Finds the grid of a picture and takes one colour for each of its cells. Free.",
        "Submitted",
        {**_PICTURE, **_EVERY},
        example={"image": _HERO, "colors": 8},
        links=True,
    ),
    "remove_background": Operation(
        "Jobs",
        "Cut a picture or an animation out",
        "Makes the background of a PNG or of a WebP, still or animated, transparent. "
        "2 credits.",
        "Submitted",
        {**_ADDRESS, **_PAID, **_EVERY},
        example={"image": _HERO},
        links=True,
    ),
    "jobs": Operation(
        "Jobs",
        "Read a job",
        "Poll it every few seconds until its status is success, failure or cancelled.",
        "Job",
        {
            400: ("invalid_request",),
            404: ("job_not_found",),
            410: ("job_expired",),
            **_EVERY,
        },
        queries=(
            {
                "name": "id",
                "in": "query",
                "required": True,
                "description": "The api_job_id of the job.",
                # What is blank counts as left out.
                "schema": {"type": "string", "pattern": r"\S"},
                "example": "f47ac10b-58cc-4372-a567-0e02b2c3d479",
            },
        ),
    ),
    "cancel": Operation(
        "Jobs",
        "Cancel a job",
        "Ends a job that waits or runs; its credits are free at once.",
        "Cancelled",
        {
            400: ("invalid_request",),
            404: ("job_not_found",),
            409: ("invalid_request",),
            **_EVERY,
        },
        example={"api_job_id": "f47ac10b-58cc-4372-a567-0e02b2c3d479"},
    ),
    "enhance_prompt": Operation(
        "Prompts",
        "Rewrite a prompt",
        "Turns a few words, or a picture, into a description of a motion. Free, and "
        "answered at once.",
        "EnhancedPrompt",
        {**_PICTURE, **_EVERY, 502: ("upstream_error",)},
        example={"prompt": "dash sword attack"},
    ),
    "balance": Operation(
        "Account", "Read the balance", "All in credits.", "Balance", _EVERY
    ),
    "billing": Operation(
        "Account",
        "Add up a period",
        "Sums of what was charged and added over at most 365 days.",
        "BillingSummary",
        {400: ("invalid_request",), 404: ("invalid_request",), **_EVERY},
        queries=(
            {
                "name": "start_date",
                "in": "query",
                "required": False,
                "description": "First day (UTC); 30 days before the last when left "
                "out.",
                "schema": _DAY,
            },
            {
                "name": "end_date",
                "in": "query",
                "required": False,
                "description": "Last day (UTC), included; today when left out.",
                "schema": _DAY,
            },
        ),
    ),
}
