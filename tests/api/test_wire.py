"""What answers mean, decided without a network."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pixelengine_import.api.outcomes import Accepted, Ambiguous, Refused
from pixelengine_import.api.wire import (
    ENGINE_HEADER,
    RETRY_AFTER_MOST,
    Reply,
    engine_of,
    interpret_submission,
    printable,
    retry_after,
    retry_delay,
    service_error,
    should_retry_read,
    without_queries,
)
from pixelengine_import.errors import (
    CredentialsError,
    CreditsError,
    RefusedError,
    ServiceError,
)

NOW = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)


def answer(status: int, document: object = None, **headers: str) -> Reply:
    """An answer with a JSON body, or bytes as they are."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, named, body)


def envelope(code: str, message: str = "Because.") -> dict[str, object]:
    """The error body of the API."""
    return {"error": {"code": code, "message": message}}


def test_a_reply_prints_its_status_only() -> None:
    """Bodies and headers hold signed addresses."""
    reply = answer(200, {"url": "https://x/?token=canary"}, location="/?token=canary")

    assert repr(reply) == "Reply(status=200)"


# -- errors -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "code", "message"),
    [
        (envelope("invalid_request", "Bad prompt."), "invalid_request", "Bad prompt."),
        ({"code": "WORKER_LIMIT", "message": "Busy."}, "WORKER_LIMIT", "Busy."),
        ({"code": 546, "message": "Busy."}, "546", "Busy."),
        ({"message": "Busy."}, "", "Busy."),
        (
            {"statusCode": "400", "error": "InvalidJWT", "message": '"exp" is over'},
            "InvalidJWT",
            '"exp" is over',
        ),
        (b"upstream timed out", "", "upstream timed out"),
    ],
    ids=["envelope", "flat", "flat number", "message", "storage", "text"],
)
def test_each_known_shape_of_an_error_is_read(
    document: object, code: str, message: str
) -> None:
    """The API, its platform, the storage host and a proxy speak differently."""
    error = service_error(answer(500, document))

    assert (error.service_code, error.message) == (code, message)


def test_the_envelope_outranks_the_other_shapes() -> None:
    """Where several shapes could be read, the API's own is."""
    both = envelope("invalid_request", "Inner.") | {"code": "x", "message": "Outer."}

    assert service_error(answer(400, both)).message == "Inner."


@pytest.mark.parametrize(
    "document",
    [b"", b"  ", b"<html><h1>502</h1></html>", {"error": {}}, envelope("", "")],
    ids=["empty", "blank", "html", "empty envelope", "blank envelope"],
)
def test_an_error_without_words_says_so(document: object) -> None:
    """A page for browsers is no explanation."""
    assert str(service_error(answer(502, document))) == (
        "the service answered HTTP 502 without an explanation (HTTP 502)"
    )


def test_a_code_without_a_message_speaks_for_itself() -> None:
    """A code is better than nothing."""
    assert str(service_error(answer(400, {"code": "E7"}))) == "E7 (E7, HTTP 400)"


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (401, "unauthorized", CredentialsError),
        (403, "unauthorized", CredentialsError),
        (402, "insufficient_credits", CreditsError),
        (401, "insufficient_credits", CreditsError),
        (402, "unauthorized", CredentialsError),
        (401, "something_new", CredentialsError),
        (402, "something_new", CreditsError),
        (400, "invalid_request", RefusedError),
        (404, "job_not_found", RefusedError),
        (410, "job_expired", RefusedError),
        (499, "", RefusedError),
        (500, "internal_error", ServiceError),
        (546, "WORKER_LIMIT", ServiceError),
        (302, "", ServiceError),
    ],
)
def test_the_code_chooses_the_class_and_else_the_status_does(
    status: int, code: str, kind: type[ServiceError]
) -> None:
    """Codes are stable; statuses are what is left when a code is new."""
    assert type(service_error(answer(status, envelope(code)))) is kind


def test_foreign_text_is_made_safe_for_a_terminal() -> None:
    """Escape sequences, line breaks and text that runs backwards do not pass."""
    hostile = "\x1b[31mred\x1b[0m\r\nnext\u202egnp.exe\ud800"

    error = service_error(answer(400, envelope("a\nb", hostile)))

    assert error.message == "[31mred [0m  next gnp.exe"
    assert error.message.isprintable()
    assert error.service_code == "a b"


def test_foreign_text_is_kept_short() -> None:
    """A server cannot fill a screen."""
    assert len(service_error(answer(400, envelope("c", "x" * 10_000))).message) == 500
    assert len(service_error(answer(400, b"x" * 10_000)).message) == 500


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists
    )
)
@settings(max_examples=60)
def test_whatever_a_server_sends_is_one_printable_line(value: object) -> None:
    """Nothing that comes out of JSON breaks a message."""
    text = printable(value)

    assert text.isprintable()
    assert len(text) <= 500


@given(st.integers(100, 599), st.binary(max_size=60))
@settings(max_examples=80)
def test_any_answer_can_be_read_as_an_error(status: int, body: bytes) -> None:
    """An error about an error helps nobody."""
    error = service_error(Reply(status, {}, body))

    assert error.status == status
    assert str(error).isprintable()
    assert error.message


def test_the_services_name_for_the_exchange_is_kept() -> None:
    """Support asks for it; it is foreign text as well."""
    error = service_error(answer(500, None, sb_request_id="abc\x1b[0m"))

    assert error.request_id == "abc [0m"


# -- paid calls ---------------------------------------------------------------------

JOB = {"api_job_id": "f47ac10b", "status": "queued", "error": None}


def test_an_answer_with_a_job_id_means_accepted() -> None:
    """The id is what was paid for."""
    reply = answer(200, JOB, date="Mon, 02 Mar 2026 18:00:00 GMT")

    assert interpret_submission(reply, NOW) == Accepted(
        "f47ac10b", "queued", "live", "Mon, 02 Mar 2026 18:00:00 GMT"
    )


def test_a_job_without_a_status_counts_as_queued() -> None:
    """The id is what matters."""
    outcome = interpret_submission(answer(202, {"api_job_id": "a"}), NOW)

    assert outcome == Accepted("a", "queued", "live")


@pytest.mark.parametrize(
    "document",
    [
        {"status": "queued"},
        {"api_job_id": None},
        {"api_job_id": ""},
        {"api_job_id": "  "},
        {"api_job_id": 7},
        [JOB],
        b"",
        b'{"api_job_id": "f47',
        b"<html>welcome to the hotel</html>",
    ],
)
def test_success_without_a_job_id_is_ambiguous(document: object) -> None:
    """A job may run that nobody can name."""
    outcome = interpret_submission(answer(200, document), NOW)

    assert outcome == Ambiguous("the service answered without a job id", 200)


@pytest.mark.parametrize("job_id", ["a\x1b[2Jb", "a\nb", "x" * 201])
def test_a_job_id_that_cannot_be_one_is_ambiguous(job_id: str) -> None:
    """It would go into a file, an address and a terminal."""
    outcome = interpret_submission(answer(200, {"api_job_id": job_id}), NOW)

    assert outcome == Ambiguous("the service answered with an unusable job id", 200)


BODIES: dict[str, object] = {
    "envelope": envelope("some_code"),
    "flat": {"code": "X", "message": "Y"},
    "storage": {"statusCode": "4", "error": "E", "message": "M"},
    "job": JOB,
    "empty": b"",
    "html": b"<html></html>",
}
REFUSED = set(range(400, 500)) - {408, 409, 499}


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize(
    "status",
    [*range(300, 309), *range(400, 430), 451, 499, *range(500, 512), 520, 546, 599],
)
def test_a_client_error_is_a_refusal_and_every_other_error_is_ambiguous(
    status: int, name: str
) -> None:
    """Work may have begun before a 5xx; a redirect says nothing about it either."""
    outcome = interpret_submission(answer(status, BODIES[name]), NOW)

    refused = status in REFUSED or (status in {408, 409, 499} and name == "envelope")
    expected = Refused if refused else Ambiguous
    assert type(outcome) is expected


@pytest.mark.parametrize("status", [429, 503])
def test_busy_with_a_time_to_come_back_is_a_refusal(status: int) -> None:
    """It is said before any work."""
    outcome = interpret_submission(answer(status, b"", retry_after="7"), NOW)

    assert isinstance(outcome, Refused)
    assert outcome.retry_after == 7


def test_a_date_to_come_back_is_counted_from_the_clock_given() -> None:
    """The clock is the caller's."""
    later = format_datetime(NOW + timedelta(seconds=30), usegmt=True)

    outcome = interpret_submission(answer(503, b"", retry_after=later), NOW)

    assert isinstance(outcome, Refused)
    assert outcome.retry_after == 30


@pytest.mark.parametrize("status", [500, 502, 504, 546])
def test_a_time_to_come_back_does_not_clear_up_other_errors(status: int) -> None:
    """Only 429 and 503 are known to be said before any work."""
    outcome = interpret_submission(answer(status, b"", retry_after="7"), NOW)

    assert isinstance(outcome, Ambiguous)


def test_only_a_busy_refusal_invites_another_try() -> None:
    """A wrong request stays wrong."""
    outcome = interpret_submission(
        answer(400, envelope("invalid_request"), retry_after="7"), NOW
    )

    assert isinstance(outcome, Refused)
    assert outcome.retry_after is None


@given(st.integers(100, 599), st.binary(max_size=80), st.text(max_size=12))
@settings(max_examples=100)
def test_only_a_success_with_an_id_is_ever_accepted(
    status: int, body: bytes, wait: str
) -> None:
    """Whatever comes, the outcome is one of three, and acceptance needs an id."""
    outcome = interpret_submission(Reply(status, {"retry-after": wait}, body), NOW)

    match outcome:
        case Accepted(job_id=job_id):
            assert 200 <= status < 300
            assert job_id.encode() in body
        case Refused(error=error):
            assert 400 <= status < 500 or status == 503
            assert error.status == status
        case Ambiguous(status=told):
            assert told == status


@pytest.mark.parametrize(
    ("named", "engine"),
    [("local/0.1.0", "local"), ("local", "live"), ("nginx", "live"), ("", "live")],
)
def test_only_an_engine_that_names_itself_local_is_local(
    named: str, engine: str
) -> None:
    """A proxy that adds a header of its own does not make results free."""
    assert engine_of({ENGINE_HEADER.lower(): named}) == engine


def test_who_says_nothing_is_live() -> None:
    """The live service sends no such header."""
    assert engine_of({}) == "live"


# -- retries ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("7", 7.0),
        (" 7 ", 7.0),
        ("120", 120.0),
        ("121", 120.0),
        ("9" * 400, 120.0),
        ("Mon, 02 Mar 2026 18:00:30 GMT", 30.0),
        ("Mon, 02 Mar 2026 18:00:30", 30.0),
        ("Mon, 02 Mar 2026 19:00:00 GMT", 120.0),
        ("Mon, 02 Mar 2026 17:00:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("\u00b2", None),
        ("Mon, 02 Mar 99999 18:00:30 GMT", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_a_date_up_to_two_minutes(
    value: str, seconds: float | None
) -> None:
    """RFC 9110, 10.2.3; nobody is made to wait for longer than 120 s."""
    assert retry_after({"retry-after": value}, NOW) == seconds


def test_without_the_header_there_is_no_wait() -> None:
    """None is not 0: the caller's own rule holds."""
    assert retry_after({}, NOW) is None


@given(st.text(max_size=40) | st.text("0123456789 :,+-GMTMonJan", max_size=40))
@example("Mon, 01 Jan 2026 00:00:00 +99999999999999")
@example("Mon, 01 Jan 0001 00:00:00 +2359")
@settings(max_examples=200)
def test_no_header_breaks_the_reader(value: str) -> None:
    """A header is foreign text."""
    seconds = retry_after({"retry-after": value}, NOW)

    assert seconds is None or 0 <= seconds <= RETRY_AFTER_MOST


@given(st.integers(1, 10_000), st.integers())
@settings(max_examples=100)
def test_the_wait_before_a_retry_is_jittered_up_to_a_doubling_bound(
    attempt: int, seed: int
) -> None:
    """Half a second, doubled with each try, at most 8 s."""
    wait = retry_delay(attempt, None, random.Random(seed))

    assert 0 <= wait <= min(8.0, 0.5 * 2.0 ** min(attempt - 1, 100))


def test_the_jitter_uses_the_whole_bound() -> None:
    """Full jitter spreads many clients best."""
    rng = random.Random(7)
    waits = [retry_delay(5, None, rng) for _ in range(400)]

    assert min(waits) < 0.4
    assert max(waits) > 7.6


@given(st.integers(1, 9), st.floats(0, 120))
@settings(max_examples=30)
def test_what_the_service_asked_for_wins(attempt: int, asked: float) -> None:
    """It knows when it will be ready."""
    assert retry_delay(attempt, asked, random.Random(1)) == asked


def test_reads_are_repeated_for_errors_that_may_go_away() -> None:
    """What is at fault in the request stays at fault."""
    repeated = {status for status in range(100, 600) if should_retry_read(status)}

    assert repeated == {408, 425, 429, 500, 502, 503, 504, 546}


def test_queries_of_addresses_are_taken_out_of_texts() -> None:
    """The token of a signed address is its query."""
    text = "GET https://h/a?token=abc&x=1 \"HTTP/1.1\" b'https://h/b?t=2' really? yes"

    assert without_queries(text) == (
        "GET https://h/a?… \"HTTP/1.1\" b'https://h/b?…' really? yes"
    )
