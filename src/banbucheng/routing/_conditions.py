"""The conditions of a routing rule: what each holds for, one fact at a time."""

from typing import assert_never

from attrs import frozen

from banbucheng.routing._facts import FactKind, FactValue

__all__ = ["KINDS_OF", "Between", "Condition", "Flag", "Mentions", "OneOf", "found", "holds"]

#: A stretch of whole numbers, both ends included; None where it has no end.
Range = tuple[int | None, int | None]


@frozen
class OneOf:
    """
    The code, or at least one of the codes, is one of these or begins like one of these.

    Negated: it is there, and none of these.
    """

    codes: frozenset[str] = frozenset()
    #: Beginnings of codes, such as `440` for everything of Guangdong.
    under: frozenset[str] = frozenset()
    negated: bool = False


@frozen
class Between:
    """The number lies in one of these stretches, both ends included; they stand in order and do not touch."""

    ranges: tuple[Range, ...]


@frozen
class Mentions:
    """The text holds at least one word of `any` (if there are some), every word of `all`, and no word of `none`."""

    any: frozenset[str] = frozenset()
    all: frozenset[str] = frozenset()
    none: frozenset[str] = frozenset()


@frozen
class Flag:
    """The flag is set, or is not."""

    value: bool


Condition = OneOf | Between | Mentions | Flag

#: The conditions that may ask about each kind of fact.
KINDS_OF: dict[FactKind, type[Condition]] = {
    FactKind.CODE: OneOf,
    FactKind.CODES: OneOf,
    FactKind.PREFIX: OneOf,
    FactKind.NUMBER: Between,
    FactKind.FLAG: Flag,
    FactKind.TEXT: Mentions,
}


def holds(condition: Condition, value: FactValue | None) -> bool:
    """Whether a condition holds for what a case shows; what is missing, or of another kind, meets no condition."""
    match condition, value:
        case OneOf(), frozenset() | str():
            codes = value if isinstance(value, frozenset) else (value,)
            return any(_among(condition, code) for code in codes) is not condition.negated
        case Between(ranges=ranges), int() if not isinstance(value, bool):
            return any((low is None or low <= value) and (high is None or value <= high) for low, high in ranges)
        case Mentions(), str():
            return (
                (not condition.any or any(word in value for word in condition.any))
                and all(word in value for word in condition.all)
                and not any(word in value for word in condition.none)
            )
        case Flag(), bool():
            return value is condition.value
        case _:
            return False


def found(condition: Condition, value: FactValue | None) -> tuple[str, ...]:
    """What of the value a condition that holds has seen: the words found, the codes met, or the value itself."""
    match condition:
        case Mentions():
            text = value if isinstance(value, str) else ""
            return tuple(word for word in sorted(condition.any | condition.all) if word in text)
        case OneOf():
            codes = sorted(value) if isinstance(value, frozenset) else (str(value),)
            return tuple(code for code in codes if condition.negated or _among(condition, code))
        case Between() | Flag():
            return (str(value),)
    assert_never(condition)


def _among(condition: OneOf, code: str) -> bool:
    return code in condition.codes or code.startswith(tuple(condition.under))
