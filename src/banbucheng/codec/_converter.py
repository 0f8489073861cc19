"""Values to plain data and back by way of cattrs, which finds every fault and its path."""

from datetime import date, datetime, time
from enum import Enum
from functools import cache, partial
from operator import eq, is_
from types import GenericAlias
from typing import Any, cast, get_args, get_origin

from attrs import fields, has
from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn, override
from cattrs.strategies import configure_tagged_union

from banbucheng.cases import Event
from banbucheng.worktime import TimeLimit

__all__ = ["converter"]


@cache
def converter() -> Converter:
    """The converter of all that the library writes down; built when it is first asked for."""
    found = Converter(forbid_extra_keys=True)
    for kind in (str, int, bool, float):
        found.register_structure_hook(kind, _plain)
    # By predicate, not by class: a moment is a date to Python, and not here.
    for written, read in ((datetime, _moment), (date, _day), (time, _time)):
        found.register_unstructure_hook(written, written.isoformat)
        found.register_structure_hook_func(partial(is_, written), read)
    found.register_structure_hook_func(_is_tuple, lambda value, kind: _tuple(found, value, kind))
    found.register_unstructure_hook_func(_is_pair, lambda value: [found.unstructure(each) for each in value])
    found.register_structure_hook_func(_is_frozenset, lambda value, kind: _set(found, value, kind))
    found.register_unstructure_hook_func(_is_frozenset, lambda value: sorted(found.unstructure(each) for each in value))
    found.register_unstructure_hook_factory(_has_untold, partial(_told_alone, found))
    configure_tagged_union(TimeLimit, found)
    # `TimeLimit | None` is a union of its own to Python; here it is a time limit, or nothing.
    limit: Any = TimeLimit
    found.register_structure_hook_func(
        partial(eq, limit | None), lambda value, _: None if value is None else found.structure(value, limit)
    )
    found.register_unstructure_hook_func(
        partial(eq, limit | None), lambda value: None if value is None else found.unstructure(value, limit)
    )
    configure_tagged_union(Event, found)
    for union in (limit, Event):
        _name_the_unknown(found, union)
    return found


def _name_the_unknown(converter: Converter, union: Any) -> None:
    """Let a value of a union whose class there is not be told by that name; cattrs would say that a field is missing."""
    structured, names = converter.get_structure_hook(union), [each.__name__ for each in get_args(union)]

    def structure(value: Any, kind: Any) -> Any:
        named = cast("dict[str, Any]", value).get("_type") if isinstance(value, dict) else names[0]
        if named not in names:
            raise ValueError(f"_type {named!r} is none of {', '.join(names)}")
        return structured(value, kind)

    converter.register_structure_hook_func(partial(eq, union), structure)


def _has_untold(kind: Any) -> bool:
    """Whether a class has fields that are no part of what its values say."""
    return has(kind) and any(not each.eq for each in fields(kind))


def _told_alone(converter: Converter, kind: Any) -> Any:
    """What writes a class without them."""
    untold: dict[str, Any] = {each.name: override(omit=True) for each in fields(kind) if not each.eq}
    return make_dict_unstructure_fn(kind, converter, **untold)


def _is_frozenset(kind: Any) -> bool:
    return kind is frozenset or get_origin(kind) is frozenset


def _set(converter: Converter, value: object, kind: Any) -> frozenset[Any]:
    (of,) = get_args(kind)
    return frozenset(converter.structure(each, of) for each in _listed(value))


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _is_pair(kind: Any) -> bool:
    return _is_tuple(kind) and get_args(kind)[-1] is not Ellipsis


def _tuple(converter: Converter, value: object, kind: Any) -> tuple[Any, ...]:
    """A list as a tuple; cattrs alone would take a text for a list of its letters."""
    of, items = get_args(kind), _listed(value)
    if of[-1] is Ellipsis:
        every: Any = GenericAlias(list, of[:1])
        return tuple(converter.structure(items, every))
    if len(of) != len(items):
        raise ValueError(f"expected {len(of)} values, not {len(items)}")
    return tuple(converter.structure(each, one) for each, one in zip(items, of, strict=True))


def _listed(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError(f"expected a list, not {value!r}")
    return cast("list[object]", value)


def _plain(value: object, kind: Any) -> object:
    """A plain value of exactly its class; an enumeration of texts comes this way too, for it is a text to Python."""
    return _code(value, kind) if issubclass(kind, Enum) else _exactly(kind)(value, kind)


def _exactly(wanted: type) -> Any:
    def check(value: object, _: Any) -> object:
        if type(value) is not wanted:
            raise ValueError(f"expected {wanted.__name__}, not {value!r}")
        return value

    return check


def _moment(value: object, _: Any) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(_exactly(str)(value, str))
    if moment.tzinfo is None:
        raise ValueError(f"{value!r} has no zone; write it like 2025-03-05T09:30:00+08:00")
    return moment


def _day(value: object, _: Any) -> date:
    return value if type(value) is date else date.fromisoformat(_exactly(str)(value, str))


def _time(value: object, _: Any) -> time:
    return value if type(value) is time else time.fromisoformat(_exactly(str)(value, str))


def _code(value: object, kind: type[Enum]) -> Enum:
    try:
        return kind(value)
    except ValueError:
        allowed = ", ".join(str(each.value) for each in kind)
        raise ValueError(f"{value!r} is none of {allowed}") from None
