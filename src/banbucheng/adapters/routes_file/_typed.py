"""Conditions as JSON has them: plain data that no grammar is needed to read."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeGuard, assert_never

from banbucheng.errors import BadInput
from banbucheng.routing import Between, Condition, Fact, FactKind, Flag, Mentions, OneOf, cell, listed

__all__ = ["is_list", "is_object", "typed_of", "untyped"]

_LISTED: Final = ("any", "all", "none")
#: The two ends of a stretch.
_ENDS = 2


def typed_of(condition: Condition) -> object:
    """A condition as plain data."""
    match condition:
        case OneOf(codes=codes, under=under, negated=negated):
            plain: dict[str, object] = {"one_of": sorted(codes), "under": sorted(under), "negated": negated}
            return {name: each for name, each in plain.items() if each}
        case Between(ranges=ranges):
            return {"between": [list(each) for each in ranges]}
        case Mentions():
            named = (("any", condition.any), ("all", condition.all), ("none", condition.none))
            return {name: sorted(words) for name, words in named if words}
        case Flag(value=value):
            return value
    assert_never(condition)


def untyped(fact: Fact, value: object) -> object:
    """A typed condition as a cell, whose reading holds it to what the fact can take; anything else as it is."""
    if not is_object(value):
        return value
    match fact.kind:
        case FactKind.CODE | FactKind.CODES | FactKind.PREFIX if value.keys() <= {"one_of", "under", "negated"}:
            codes, under = _texts(fact, value, "one_of"), _texts(fact, value, "under")
            if type(value.get("negated", False)) is bool and (codes or under):
                return cell(OneOf(frozenset(codes), frozenset(under), value.get("negated") is True))
        case FactKind.NUMBER if set(value) == {"between"} and _are_stretches(value["between"]):
            return cell(Between(tuple((low, high) for low, high in value["between"])))
        case FactKind.TEXT if value and value.keys() <= set(_LISTED):
            return ";".join(f"{name}:{listed(_texts(fact, value, name))}" for name in _LISTED if name in value)
        case _:
            pass
    raise BadInput(fact.name, value, "see the schema for what it may be")


def is_object(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Whether it is an object of JSON, or a table of TOML."""
    return isinstance(value, dict)


def _are_stretches(value: Any) -> TypeGuard[Sequence[tuple[int | None, int | None]]]:
    return is_list(value) and bool(value) and all(map(_is_stretch, value))


def _is_stretch(value: object) -> bool:
    return is_list(value) and len(value) == _ENDS and all(end is None or type(end) is int for end in value)


def is_list(value: object) -> TypeGuard[Sequence[object]]:
    """Whether it is a list."""
    return isinstance(value, list)


def _texts(fact: Fact, value: Mapping[str, Any], name: str) -> list[str]:
    texts: object = value.get(name, [])
    found = [each for each in texts if isinstance(each, str)] if is_list(texts) else None
    if found is None or len(found) != len(value.get(name, [])):
        raise BadInput(fact.name, texts, f"{name} is a list of texts")
    return found
