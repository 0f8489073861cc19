"""
The values that the library writes down, as JSON Schema 2020-12: what `codec.dump` writes, and what a host may send.

A schema says what is well formed. Whether a region is served, a unit exists or a step is allowed, the desk says.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from enum import Enum
from types import NoneType, UnionType
from typing import Any, NewType, Union, get_args, get_origin

from attrs import NOTHING, field, fields, frozen, has, resolve_types

from banbucheng.cases import Case, Command, Event
from banbucheng.errors import BadInput
from banbucheng.intake import Complaint, Decline
from banbucheng.ledger import Entry, Improvement, Seal
from banbucheng.worktime import TimeLimit

__all__ = ["DIALECT", "definitions", "json_schema", "public_schema"]

#: The dialect, as `$schema` names it.
DIALECT = "https://json-schema.org/draft/2020-12/schema"

_DAY = "(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?"
_PLAIN: Mapping[Any, Mapping[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    # Where nobody asserts a format, the pattern still asks for the zone.
    datetime: {
        "type": "string",
        "format": "date-time",
        "pattern": f"^{_DAY}T{_TIME}(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$",
    },
    date: {"type": "string", "format": "date", "pattern": f"^{_DAY}$"},
    # A time of day has no zone here, so it is no `time` of RFC 3339.
    time: {"type": "string", "pattern": f"^{_TIME}$"},
}
#: What the classes ask of their fields beyond the type.
_MORE: Mapping[tuple[type, str], Mapping[str, Any]] = {
    (Complaint, "subject"): {"pattern": r"\S"},
    (Complaint, "visits"): {"minimum": 0},
    (Decline, "instead"): {"pattern": r"\S"},
}
#: The unions whose values carry the name of their class, and what their classes are filed under.
_TAGGED: Mapping[frozenset[type], str] = {
    frozenset(get_args(TimeLimit)): "limits",
    frozenset(get_args(Event)): "events",
}
_TAG = "_type"


def json_schema(kind: Any) -> dict[str, Any]:
    """
    The schema of one type: an attrs class, an enumeration, or a union such as `Event` or `TimeLimit`.

    It stands alone: what it refers to is under its own `$defs`.

    Raises:
        BadInput: the type is none that the codec writes, or holds two classes of one name.
    """
    found = _Found(at="#/$defs/")
    whole = _shape(kind, found)
    return {"$schema": DIALECT, **whole, "$defs": dict(sorted(found.made.items()))}


def public_schema() -> dict[str, Any]:
    """One document with every public value: under `$defs` case, entry, events, limits, commands, seal, improvement."""
    found = definitions((Case, Entry, Event, TimeLimit, *get_args(Command), Seal, Improvement))
    return {"$schema": DIALECT, "title": "The values of banbucheng", "$defs": found}


def definitions(kinds: Iterable[Any], *, at: str = "#/$defs/") -> dict[str, Any]:
    """
    The schemas of some types and of all that they are made of, by name; `at` is where the references point.

    OpenAPI keeps its schemas at `#/components/schemas/`. A class is filed under its name, an event under
    `events.Registered`, a limit under `limits.WorkingDays`, a command under `commands.Accept`.

    Raises:
        BadInput: as `json_schema`.
    """
    found = _Found(at=at)
    for kind in kinds:
        _shape(kind, found)
    return dict(sorted(found.made.items()))


@frozen(kw_only=True)
class _Found:
    """What has been described so far, by name; `at` is where references point."""

    at: str
    made: dict[str, Any] = field(factory=dict[str, Any])
    kinds: dict[str, type] = field(factory=dict[str, type])


def _shape(kind: Any, found: _Found) -> dict[str, Any]:
    """What a value of a type may be; classes go into `found`, once each."""
    while isinstance(kind, NewType):
        kind = kind.__supertype__
    if kind in _PLAIN:
        return dict(_PLAIN[kind])
    origin, of = get_origin(kind), get_args(kind)
    if origin in {Union, UnionType}:
        return _union(of, found)
    if origin is tuple:
        return _row(of, found)
    if origin is frozenset:
        return {"type": "array", "items": _shape(of[0], found), "uniqueItems": True}
    if origin is Mapping:
        values = {"type": "object", "additionalProperties": _shape(of[1], found)}
        names = _shape(of[0], found)
        return values if names == _PLAIN[str] else {**values, "propertyNames": names}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _filed(kind.__name__, kind, found)
    if isinstance(kind, type) and has(kind):
        where = "commands." if kind.__module__.endswith(".commands") else ""
        return _filed(where + kind.__name__, kind, found)
    raise BadInput("kind", kind, "give a class, an enumeration or a union that banbucheng.codec writes")


def _union(of: tuple[Any, ...], found: _Found) -> dict[str, Any]:
    some = [each for each in of if each is not NoneType]
    under = _TAGGED.get(frozenset(some))
    if under is None:
        shapes = [_shape(each, found) for each in some]
    else:
        shapes = [_filed(f"{under}.{each.__name__}", each, found, tag=each.__name__) for each in some]
    if len(some) < len(of):
        shapes.append({"type": "null"})
    return {"anyOf": shapes}


def _row(of: tuple[Any, ...], found: _Found) -> dict[str, Any]:
    if of[-1] is Ellipsis:
        return {"type": "array", "items": _shape(of[0], found)}
    places = [_shape(each, found) for each in of]
    return {"type": "array", "prefixItems": places, "items": False, "minItems": len(places)}


def _filed(name: str, kind: type, found: _Found, *, tag: str = "") -> dict[str, Any]:
    known = found.kinds.setdefault(name, kind)
    if known is not kind:
        raise BadInput("kind", kind, f"{known.__module__} has a {name} too; describe the two apart")
    if name not in found.made:
        # The name stands there first, so that a class may hold its own kind.
        found.made[name] = {}
        made = _codes(kind) if issubclass(kind, Enum) else _fields(kind, found, tag)
        found.made[name] |= {"description": (kind.__doc__ or name).strip().split("\n")[0], **made}
    return {"$ref": f"{found.at}{name}"}


def _codes(kind: type[Enum]) -> dict[str, Any]:
    return {"enum": [each.value for each in kind]}


def _fields(kind: Any, found: _Found, tag: str) -> dict[str, Any]:
    """A class as an object: nothing unknown in it, and a field without a default has to be there."""
    own = [each for each in fields(resolve_types(kind)) if each.init]
    properties = {each.name: {**_shape(each.type, found), **_MORE.get((kind, each.name), {})} for each in own}
    needed = [each.name for each in own if each.default is NOTHING]
    if tag:
        properties[_TAG] = {"const": tag}
        needed.append(_TAG)
    made: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**made, "required": needed} if needed else made
