"""What comes back, as JSON Schema: exactly what this engine writes.

The models of our own client are no use here: they take what any service might answer,
and this says what this one does. Tests hold every answer to it.
"""

from __future__ import annotations

from typing import Any

__all__ = ["answer_schemas"]

Schema = dict[str, Any]

_TIME: Schema = {
    "type": "string",
    "format": "date-time",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$",
    "examples": ["2026-03-02T18:00:00.000Z"],
}
_STATUSES = ("queued", "pending", "success", "failure", "cancelled")


def answer_schemas() -> dict[str, Schema]:
    """Return the schema of each answer, and of its parts, by name."""
    return {
        "Error": _ERROR,
        "Submitted": _SUBMITTED,
        "Cancelled": _CANCELLED,
        "EnhancedPrompt": _ENHANCED,
        "Balance": _BALANCE,
        "BillingSummary": _SUMMARY,
        "Job": _JOB,
        "JobBilling": _BILLING,
        "JobOutput": _OUTPUT,
        "JobError": _JOB_ERROR,
        "Metadata": _METADATA,
    }


def _closed(description: str, fields: dict[str, Schema], **more: object) -> Schema:
    """Describe an object with these fields, all of them and no others."""
    return {
        "type": "object",
        "description": description,
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
        **more,
    }


def _said(schema: Schema, description: str) -> Schema:
    return {**schema, "description": description}


def _or_null(schema: Schema, description: str) -> Schema:
    return {"anyOf": [schema, {"type": "null"}], "description": description}


def _count(description: str, example: int, least: int | None = 0) -> Schema:
    schema: Schema = {"type": "integer", "description": description}
    if least is not None:
        schema["minimum"] = least
    return {**schema, "examples": [example]}


def _reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_TEXT: Schema = {"type": "string"}
_NAMED: Schema = {"type": "string", "minLength": 1}

_ERROR = _closed(
    "What every error looks like.",
    {
        "error": _closed(
            "The error.",
            {
                "code": _said(_NAMED, "A stable word to decide by."),
                "message": _said(_NAMED, "What is wrong, and what to do, for people."),
            },
        )
    },
)

_JOB_ID: Schema = {
    "type": "string",
    "format": "uuid",
    "description": "Names the job in GET /jobs and POST /cancel.",
    "examples": ["f47ac10b-58cc-4372-a567-0e02b2c3d479"],
}

_SUBMITTED = _closed(
    "A job that was taken.",
    {
        "api_job_id": _JOB_ID,
        "status": {"type": "string", "const": "queued", "description": "It waits."},
        "error": {"type": "null", "description": "Always null here."},
    },
)

_CANCELLED = _closed(
    "A job that was cancelled; what it held is free again.",
    {
        "api_job_id": _JOB_ID,
        "status": {
            "type": "string",
            "const": "cancelled",
            "description": "It will not run any more.",
        },
    },
)

_ENHANCED = _closed(
    "A prompt to send to POST /animate.",
    {
        "enhanced_prompt": {
            "type": "string",
            "minLength": 1,
            "description": "Plain text, usually 25 to 50 words.",
            "examples": ["The character breathes calmly, chest rising and falling."],
        }
    },
)

_BALANCE = _closed(
    "The account as it stands, in credits.",
    {
        "monthly_balance": _count("The monthly pool, which is spent first.", 1200),
        "purchased_balance": _count("The purchased pool.", 500),
        "total_balance": _count("Both pools together.", 1700),
        "reserved": _count("Held by jobs under way.", 20),
        "available": _count("What new jobs may hold: total less reserved.", 1680),
    },
)

_SUMMARY = _closed(
    "What was spent and added over whole days (UTC).",
    {
        "period": _closed(
            "The days, both included.",
            {
                "start_date": _said(_TIME, "First moment of the first day."),
                "end_date": _said(_TIME, "Last millisecond of the last day."),
            },
        ),
        "totals": _closed(
            "Sums in credits.",
            {
                "credits_used": _count("Charged.", 1240),
                "credits_added": _count("Refilled or bought.", 1200),
                "refunds": _count("Given back.", 40),
                "net_change": _count("Added and refunded, less used.", 0, None),
                "jobs_charged": _count("How many jobs were charged.", 62),
            },
        ),
        "balance": _reference("Balance"),
    },
)

_BILLING = _closed(
    "The credits of a job.",
    {
        "credits_held": _count("What was reserved: the price.", 20, 1),
        "credits_charged": _count("What was charged; 0 unless captured.", 0),
        "hold_status": {
            "type": "string",
            "enum": ["open", "released", "captured", "expired"],
            "description": "open while the job is under way, captured when it was "
            "charged, released when it failed or was cancelled, expired after 10 "
            "minutes.",
        },
    },
)

_JOB_ERROR = _closed(
    "Why a job has no result.",
    {
        "code": {
            "type": "string",
            "enum": ["generation_failed", "job_cancelled"],
            "description": "A stable word to decide by.",
        },
        "message": _said(_NAMED, "The same for people."),
    },
)

_SIDE: Schema = {"type": "integer", "minimum": 1}

_METADATA: Schema = {
    "type": "object",
    "description": "Sizes and form of the result, flat. Animations have frame_count "
    "and fps; sprite sheets are one row of frame_count frames of frame_w x frame_h "
    "pixels; pictures have a size only. Beside these this engine says what it did, "
    "as text or numbers.",
    "properties": {
        "width": _said(_SIDE, "Width of the file, pixels."),
        "height": _said(_SIDE, "Height of the file, pixels."),
        "frame_count": _said(_SIDE, "Number of frames."),
        "fps": {
            "type": "number",
            "exclusiveMinimum": 0,
            "description": "Frames a second.",
        },
        "output_format": {
            "type": "string",
            "const": "spritesheet",
            "description": "There for sprite sheets only.",
        },
        "frame_w": _said(_SIDE, "Width of a frame of a sheet, pixels."),
        "frame_h": _said(_SIDE, "Height of a frame of a sheet, pixels."),
        "rmbg_threshold": {
            "type": "integer",
            "minimum": 0,
            "maximum": 255,
            "description": "The alpha threshold that was applied to a cut-out.",
        },
        "engine": _said(_TEXT, "This engine: pixelengine-local."),
        "engine_version": _said(_TEXT, "Its version."),
        "simulated": {
            "type": "boolean",
            "description": "True: no image model was at work.",
        },
    },
    "required": ["width", "height"],
    "dependentRequired": {
        "output_format": ["frame_count", "frame_w", "frame_h"],
        "frame_w": ["output_format"],
        "frame_h": ["output_format"],
        "fps": ["frame_count"],
    },
    "additionalProperties": {"type": ["string", "number", "boolean"]},
}

_OUTPUT = _closed(
    "The result of a job.",
    {
        "url": {
            "type": "string",
            "format": "uri",
            "description": "Where it can be downloaded, without a key, for an hour; "
            "asking for the job again gives a fresh address.",
        },
        "content_type": {
            "type": "string",
            "enum": ["image/webp", "image/gif", "image/png"],
            "description": "Its media type.",
        },
        "metadata": _reference("Metadata"),
        "expires_at": _said(_TIME, "When it is deleted: 24 hours after the job came."),
    },
)


def _when(status: str, **fields: Schema) -> Schema:
    """Say what more holds in one state."""
    chosen = {"properties": {"status": {"const": status}}, "required": ["status"]}
    return {"if": chosen, "then": {"properties": fields}}


_NULL: Schema = {"type": "null"}
_THERE: Schema = {"not": {"type": "null"}}
_RUNS = {
    "finished_at": _NULL,
    "cancelled_at": _NULL,
    "output": _NULL,
    "error": _NULL,
}

_JOB = _closed(
    "A job. Poll it until status is success, failure or cancelled.",
    {
        "api_job_id": _JOB_ID,
        "status": {
            "type": "string",
            "enum": list(_STATUSES),
            "description": "queued: it waits; pending: it runs; success: output is "
            "there; failure, cancelled: error says why it has none.",
        },
        "progress": {
            "type": "number",
            "minimum": 0,
            "maximum": 1,
            "description": "0 while it waits; never falls.",
        },
        "created_at": _said(_TIME, "When it was taken."),
        "finished_at": _or_null(_TIME, "When it succeeded or failed."),
        "cancelled_at": _or_null(_TIME, "When it was cancelled."),
        "billing": _or_null(_reference("JobBilling"), "Null for jobs that are free."),
        "inputs": {
            "type": "object",
            "description": "The request with its defaults spelled out, without "
            "pictures; seed is there when the request had one.",
        },
        "output": _or_null(_reference("JobOutput"), "There when it succeeded."),
        "error": _or_null(_reference("JobError"), "There when it has no result."),
    },
    allOf=[
        _when("queued", progress={"const": 0}, **_RUNS),
        _when("pending", **_RUNS),
        _when(
            "success",
            progress={"const": 1},
            finished_at=_THERE,
            cancelled_at=_NULL,
            output=_THERE,
            error=_NULL,
        ),
        _when(
            "failure",
            finished_at=_THERE,
            cancelled_at=_NULL,
            output=_NULL,
            error=_THERE,
        ),
        _when("cancelled", cancelled_at=_THERE, output=_NULL, error=_THERE),
    ],
)
