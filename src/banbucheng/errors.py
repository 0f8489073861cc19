"""Every error of the library; the tree says whose move it is. English comes from `str()` and tells what to do next."""

from collections.abc import Sequence

from attrs import frozen

__all__ = [
    "BadInput",
    "BanbuchengError",
    "BrokenLedger",
    "CaseNotFound",
    "Fault",
    "Refusal",
    "RulebookError",
    "StaleCase",
    "StoreError",
    "StoreUnavailable",
]


class BanbuchengError(Exception):
    """The root of all errors that the library raises on purpose."""


@frozen
class BadInput(BanbuchengError, ValueError):
    """A value that cannot be taken: what it is, what it is for, and what is allowed instead."""

    what: str
    value: object
    allowed: str

    def __str__(self) -> str:
        return f"{self.what}: {self.value!r} cannot be used; {self.allowed}"


@frozen
class Refusal(BanbuchengError):
    """The rules do not allow it; asking again will not help. The move is the caller's."""

    #: The case it is about; empty where there is none yet.
    number: str
    #: A stable code to take your own words from; the reference of errors lists them.
    code: str
    #: What was refused and why, with what is allowed instead.
    reason: str

    def __str__(self) -> str:
        return f"{self.number}: {self.reason}" if self.number else self.reason


@frozen
class Fault:
    """One mistake in a file that people write: where it is and what to do about it."""

    #: The path of the value in the file (`limits.ordinary.closure`), a line (`line 7`), or both.
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@frozen
class RulebookError(BanbuchengError):
    """The file of rules is wrong; every fault at once. The move is the rule-keeper's."""

    name: str
    faults: Sequence[Fault]

    def __str__(self) -> str:
        count = len(self.faults)
        return "\n".join(
            [f"{self.name}: {count} fault{'s' if count != 1 else ''}", *(f"  {fault}" for fault in self.faults)]
        )


@frozen
class BrokenLedger(BanbuchengError):
    """The record does not hold together. The move is the auditor's."""

    number: str
    entry: int
    what: str

    def __str__(self) -> str:
        return f"{self.number}, entry {self.entry}: {self.what}"


class StoreError(BanbuchengError):
    """Keeping or finding failed; where a driver raised, its error is the cause."""


@frozen
class StoreUnavailable(StoreError):
    """The storage cannot be reached or is not ours; nothing was written. The move is the operator's."""

    what: str

    def __str__(self) -> str:
        return self.what


@frozen
class CaseNotFound(StoreError, LookupError):
    """No case has this number."""

    number: str

    def __str__(self) -> str:
        return f"no case has the number {self.number!r} here; compare it with the one on the receipt"


@frozen
class StaleCase(StoreError):
    """Somebody else wrote to the case in between; load it and decide again."""

    number: str
    #: The number of entries that the writer had seen.
    seen: int

    def __str__(self) -> str:
        return f"{self.number} has moved on since its entry {self.seen}; load the case and decide again"
