"""The text of a cell: its signs, the backslashes before them, and how it is split."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

__all__ = [
    "BAR",
    "COLON",
    "COMMAS",
    "NOT",
    "SEMICOLON",
    "STAR",
    "bare",
    "broken",
    "escaped",
    "listed",
    "nearest",
    "parts",
    "plain",
    "split",
]

#: The signs of the grammar, each with its full-width form, and the commas that people take for `|`.
BAR, COLON, SEMICOLON, NOT, STAR = "|\uff5c", ":\uff1a", ";\uff1b", "!\uff01", "*\uff0a"
COMMAS = f",\uff0c\u3001{SEMICOLON}"
_SIGN = re.compile(rf"[\\{BAR}{COLON}{NOT}{STAR}{COMMAS}]|^\s|\s$")
#: A stretch of a cell up to a sign: none of these characters is the sign, or a backslash stands before it.
_UP_TO = {signs: re.compile(rf"(?:\\.|[^\\{signs}])*", re.DOTALL) for signs in (BAR, COLON, SEMICOLON)}
_TAKEN = re.compile(r"\\(.)", re.DOTALL)
_WHOLE = re.compile(r"(?:\\.|[^\\])*", re.DOTALL)
#: How many values an error lists.
_MOST = 12
#: How long a short word is.
_SHORT = 3


def listed(texts: Iterable[str]) -> str:
    """Several texts in one cell, in their order, as `parts` reads them."""
    return "|".join(map(escaped, texts))


def parts(text: str) -> tuple[str, ...]:
    """The texts of a cell that lists some; empty where it is blank."""
    return tuple(map(plain, split(text, BAR))) if text.strip() else ()


def nearest(said: str, known: Iterable[str], among: Iterable[str] = ()) -> str:
    """What to write instead of something that is not known: the nearest that is, or the first of those `among` it."""
    values = list(dict.fromkeys(known))
    # Of a Chinese word of two characters one that is wrong is half.
    near = get_close_matches(said, values, 1, 0.5 if len(said) <= _SHORT else 0.6)
    if near:
        return f"did you mean {near[0]!r}?"
    shown = list(among) or values
    more = f" and {len(shown) - _MOST} more" if len(shown) > _MOST else ""
    return f"give one of {', '.join(shown[:_MOST])}{more}" if shown else "there are none"


def broken(text: str) -> bool:
    """Whether it ends with a backslash that stands before nothing."""
    return "\\" in text and _WHOLE.fullmatch(text) is None


def bare(part: str) -> str:
    """What of a part no backslash takes for what it is."""
    return _TAKEN.sub("", part)


def split(text: str, signs: str, most: int = -1) -> list[str]:
    """The text split at a sign that no backslash stands before, at most so many times."""
    if "\\" not in text:
        return text.replace(signs[1], signs[0]).split(signs[0], most)
    up_to, start = _UP_TO[signs], 0
    found: list[str] = []
    while most < 0 or len(found) < most:
        match = up_to.match(text, start)
        end = start if match is None else match.end()
        if end == len(text) or text[end] not in signs:
            break
        found.append(text[start:end])
        start = end + 1
    return [*found, text[start:]]


def plain(part: str) -> str:
    """A part as it is meant: without the blanks around it and the backslashes."""
    bare = part.strip()
    if "\\" not in bare:
        return bare
    begun = part.lstrip()
    if len(bare) < len(begun) and (len(bare) - len(bare.rstrip("\\"))) % 2:
        bare = begun[: len(bare) + 1]
    return _TAKEN.sub(r"\1", bare)


def escaped(text: str) -> str:
    """The text with a backslash before every sign, and before a blank at either end."""
    return _SIGN.sub(lambda sign: f"\\{sign[0]}", text)
