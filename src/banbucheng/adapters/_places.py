"""Where a page ends: a whole number and a text, as one opaque text that a host keeps."""

from datetime import UTC, datetime, timedelta

from banbucheng.errors import BadInput

__all__ = ["limited", "micros", "moment_and_number", "place", "read_place"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
#: Every whole number of so many digits fits into eight bytes.
_DIGITS = 18


def micros(at: datetime) -> int:
    """A moment as whole microseconds since 1970 in UTC."""
    return (at - _EPOCH) // _MICROSECOND


def moment_and_number(at: datetime, number: str) -> tuple[int, str]:
    """Where a case stands among others: by a moment, then by its number."""
    return micros(at), number


def place(first: int, second: object) -> str:
    """A place as text; it starts with a letter, so that nobody adds to it or compares it."""
    return f"p{first}.{second}"


def read_place(text: str) -> tuple[int, str]:
    """
    The place that a text names; the empty text is before everything.

    Raises:
        BadInput: it is not a text that `place` made.
    """
    if not text:
        return 0, ""
    first, dot, second = text.removeprefix("p").partition(".")
    digits = first.removeprefix("-")
    if text[0] != "p" or not dot or not digits.isascii() or not digits.isdigit() or len(digits) > _DIGITS:
        raise BadInput("after", text, "give back the `after` of the last page, or leave it out to begin")
    return int(first), second


def limited(limit: int) -> int:
    """
    The limit of a page.

    Raises:
        BadInput: it is no whole number above 0.
    """
    if type(limit) is not int or limit < 1:
        raise BadInput("limit", limit, "give a whole number, 1 or more")
    return limit
