"""The digest chain of a case: each entry's digest covers its text and the digest of the entry before it."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, Protocol, cast

from attrs import frozen

from banbucheng.errors import BadInput

__all__ = [
    "ALGORITHMS",
    "SHA256",
    "SM3",
    "Finding",
    "Flaw",
    "Line",
    "Said",
    "Told",
    "first_flaw",
    "hasher",
    "link",
    "verified",
]

#: The algorithms of a chain; both give 64 hex digits.
SHA256, SM3 = "sha256", "sm3"
ALGORITHMS = (SHA256, SM3)

#: A stored entry: its case, its place, its text, its digest; what a store keeps beside them may follow.
Line = Sequence[Any]
#: The columns of a line that say another thing than its text, by their names; none is well.
Told = Callable[["Said", Line], str]

#: How the text of an entry begins, if the library wrote it and nothing in it had to be escaped.
_BEGINS = re.compile(r'\{"number":"([^"\\]*)","seq":(\d{1,9}),"at":"([^"\\]*)","by":"([^"\\]*)","event":\{')
#: How it ends, with the class of the event between.
_TYPE, _ENDS = '"_type":"', '"}}'


class Said(NamedTuple):
    """What an entry's text says of itself."""

    number: str
    seq: int
    at: object
    by: object
    event: object


class _Hash(Protocol):
    def digest(self) -> bytes: ...
    def hexdigest(self) -> str: ...


class Flaw(StrEnum):
    """What can be wrong with a record; the labels have a sentence for each at `flaw.`."""

    #: The text, or the digest, is not the one that was linked to the entry before.
    ALTERED = "altered"
    #: The entry is not there, though later ones are.
    MISSING = "missing"
    #: The entry stands once more, or after the last one that the case knows of.
    ADDED = "added"
    #: The text is that of another entry, or of another case.
    MOVED = "moved"
    #: The text is no entry in JSON.
    UNREADABLE = "unreadable"
    #: What is kept beside the text says another thing than the text.
    COLUMN = "column"
    #: The last entries of the case are gone.
    CUT = "cut"
    #: The case itself is gone, or all of its entries.
    REMOVED = "removed"
    #: The case names another digest than that of its last entry.
    HEAD = "head"
    #: The entry cannot follow the one before it, by the rules of a case's life.
    REPLAY = "replay"
    #: The case says another thing than its entries replay to.
    CASE = "case"
    #: The chain holds, but it is not the one that was sealed.
    REWRITTEN = "rewritten"
    #: The root of a day is not that of its leaves.
    SEAL = "seal"
    #: A seal does not follow the one before it, or a day has none.
    SEAL_CHAIN = "seal_chain"
    #: The root that was published is not among the seals.
    ROOT = "root"
    #: A file of a package is not the one that its list names.
    FILE = "file"


@frozen(kw_only=True)
class Finding:
    """One place where the record does not hold together; of a case, the first bad entry."""

    flaw: Flaw
    #: The case, or empty where it is about a seal or a file.
    number: str = ""
    #: The first bad entry; 0 where it is about the case itself.
    entry: int = 0
    #: The day of the seal that shows it, if it takes a seal to see it.
    day: date | None = None
    #: Names of columns, of a file, or the reason of a refusal.
    what: str = ""


def link(before: str, text: str, algorithm: str = SHA256) -> str:
    r"""
    The digest of a case's next entry, in 64 lower-case hex digits.

    The form is version 1: the algorithm over the UTF-8 bytes of `banbucheng/1`, a line feed, `before`, a line feed and
    `text`. `before` is the digest of the entry before, empty for the first; `text` is the JSON of the entry exactly as
    it is stored, never written again.

    Raises:
        BadInput: the algorithm is unknown, or this Python cannot do it; SM3 (GB/T 32905-2016) is OpenSSL's to give.
    """
    return _linked(hasher(algorithm), before, text)


@cache
def hasher(algorithm: str) -> Callable[[bytes], _Hash]:
    """
    What makes a hash of bytes, found once: to ask OpenSSL for it costs as much as the hash.

    Raises:
        BadInput: as `link`.
    """
    if algorithm == SHA256:
        return hashlib.sha256
    if algorithm not in ALGORITHMS:
        raise BadInput("algorithm", algorithm, f"write one of {', '.join(ALGORITHMS)}")

    def made(text: bytes) -> _Hash:
        return hashlib.new(algorithm, text)

    try:
        made(b"")
    except ValueError as error:
        raise BadInput(
            "algorithm", algorithm, f"the OpenSSL of this Python has no {algorithm}; use {SHA256}, or one that has it"
        ) from error
    return made


def verified(lines: Iterable[Line], told: Told | None = None) -> Iterator[Finding]:
    """
    The first bad entry of every case whose chain is broken; nothing where all hold.

    Lines are `(number, seq, text, digest, ...)`, those of a case together and in order of `seq`; `told` looks at what
    follows the digest. Each entry may be of either algorithm, so that a ledger can change over. That the last entries
    of a case, or all of them, are there, a chain cannot tell: the case row and the seals can.
    """
    for number, group in groupby(lines, itemgetter(0)):
        found = first_flaw(str(number), group, told)
        if found is not None:
            yield found


def first_flaw(number: str, lines: Iterable[Line], told: Told | None = None) -> Finding | None:
    """The first bad entry of one case, or None; see `verified`."""
    before, made, expected = "", hasher(SHA256), 0
    for line in lines:
        expected += 1
        text, digest = line[2], line[3]
        said = _read(text)
        if line[1] == expected and said is not None:
            holds = _linked(made, before, text) == digest
            if not holds:
                made = next((each for each in _there() if _linked(each, before, text) == digest), made)
                holds = _linked(made, before, text) == digest
            if holds and said.seq == expected and said.number == number:
                other = told(said, line) if told else ""
                if other:
                    return Finding(number=number, entry=expected, flaw=Flaw.COLUMN, what=other)
                before = digest
                continue
        return _why(number, expected, line, said)
    return None


def _why(number: str, expected: int, line: Line, said: Said | None) -> Finding:
    """What is wrong with a line that does not stand where it should."""
    flaw, entry = Flaw.ALTERED, expected
    if said is None:
        flaw = Flaw.UNREADABLE
    elif (said.number, said.seq) != (number, line[1]):
        flaw = Flaw.MOVED
    elif line[1] < expected:
        flaw, entry = Flaw.ADDED, line[1]
    elif line[1] > expected:
        flaw = Flaw.MISSING
    return Finding(number=number, entry=entry, flaw=flaw)


def _linked(made: Callable[[bytes], _Hash], before: str, text: str) -> str:
    # Half of a pair, which no database takes, is still to be verified rather than to fail.
    return made(b"banbucheng/1\n%b\n%b" % (before.encode(), text.encode("utf-8", "surrogatepass"))).hexdigest()


@cache
def _there() -> tuple[Callable[[bytes], _Hash], ...]:
    """The algorithms that this Python can do."""
    found: list[Callable[[bytes], _Hash]] = []
    for each in ALGORITHMS:
        with suppress(BadInput):
            found.append(hasher(each))
    return tuple(found)


def _read(text: object) -> Said | None:
    """
    What a text says of itself, or None where it is no entry.

    Parsing it whole takes longer than all the rest, so what the library writes is read from both ends. That is safe:
    a text of which only the ends were an entry's is not the one that was linked.
    """
    if not isinstance(text, str):
        return None
    begins = _BEGINS.match(text)
    if begins and text.endswith(_ENDS):
        number, seq, at, by = begins.groups()
        at_type = text.rfind(_TYPE)
        event = text[at_type + len(_TYPE) : -len(_ENDS)]
        if at_type > 0 and event.isidentifier():
            return Said(number, int(seq), at, by, event)
    return _parsed(text)


def _parsed(text: str) -> Said | None:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict):
        return None
    fields = cast("dict[str, Any]", said)
    number, seq, event = fields.get("number"), fields.get("seq"), fields.get("event")
    if not isinstance(number, str) or type(seq) is not int or not isinstance(event, dict):
        return None
    return Said(number, seq, fields.get("at"), fields.get("by"), cast("dict[str, Any]", event).get("_type"))
