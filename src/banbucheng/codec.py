"""
Values to plain data and back, strictly: nothing is coerced, nothing unknown is passed over.

Plain data is what JSON can hold. A moment is ISO 8601 with its offset, a date is `2025-03-05`, and a value of a union
(an event, a time limit) carries the name of its class under `_type`.
"""

import json
from datetime import date, datetime, time
from enum import Enum
from functools import cache, partial
from operator import eq, is_
from types import GenericAlias
from typing import Any, TypeVar, cast, get_args, get_origin

from cattrs import Converter
from cattrs.errors import ClassValidationError, IterableValidationError
from cattrs.strategies import configure_tagged_union
from cattrs.v import format_exception, transform_error

from banbucheng.cases import Event
from banbucheng.errors import Fault, RulebookError
from banbucheng.worktime import TimeLimit

__all__ = ["dump", "from_json", "load", "to_json"]

_T = TypeVar("_T")


def dump(value: object, as_type: Any = None) -> Any:
    """The value as plain data; `as_type` names the union that it is a part of, if it is one."""
    return _converter().unstructure(value, unstructure_as=as_type)


def load(kind: type[_T], plain: object, *, name: str = "data") -> _T:
    """
    The value that plain data describes.

    Raises:
        RulebookError: it describes none; every fault at once, each with its path.
    """
    try:
        return _converter().structure(plain, kind)
    except (ClassValidationError, IterableValidationError) as errors:
        raise RulebookError(
            name, tuple(_fault(text) for text in transform_error(errors, format_exception=_said))
        ) from errors
    except AttributeError as error:
        raise RulebookError(name, (Fault("$", f"expected a table of fields, not {type(plain).__name__}"),)) from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise RulebookError(name, (Fault("$", _said(error, None)),)) from error


def to_json(value: object, as_type: Any = None) -> str:
    """The value as one line of JSON, Chinese as it is."""
    return json.dumps(dump(value, as_type), ensure_ascii=False, separators=(",", ":"))


def from_json(kind: type[_T], text: str, *, name: str = "data") -> _T:
    """
    The value that a line of JSON describes.

    Raises:
        RulebookError: it is not JSON, or describes no such value.
    """
    try:
        plain = json.loads(text)
    except ValueError as error:
        raise RulebookError(name, (Fault("$", f"not JSON: {error}"),)) from error
    return load(kind, plain, name=name)


def _said(error: BaseException, kind: type | None) -> str:
    return str(error) if isinstance(error, ValueError | TypeError) else format_exception(error, kind)


def _fault(text: str) -> Fault:
    what, _, where = text.rpartition(" @ ")
    return Fault(where or "$", what)


@cache
def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True)
    for kind in (str, int, bool, float):
        converter.register_structure_hook(kind, _plain)
    # By predicate, not by class: a moment is a date to Python, and not here.
    for written, read in ((datetime, _moment), (date, _day), (time, _time)):
        converter.register_unstructure_hook(written, written.isoformat)
        converter.register_structure_hook_func(partial(is_, written), read)
    converter.register_structure_hook_func(_is_tuple, lambda value, kind: _tuple(converter, value, kind))
    converter.register_unstructure_hook_func(_is_pair, lambda value: [converter.unstructure(each) for each in value])
    converter.register_structure_hook_func(_is_frozenset, lambda value, kind: _set(converter, value, kind))
    converter.register_unstructure_hook_func(
        _is_frozenset, lambda value: sorted(converter.unstructure(each) for each in value)
    )
    configure_tagged_union(TimeLimit, converter)
    # `TimeLimit | None` is a union of its own to Python; here it is a time limit, or nothing.
    limit: Any = TimeLimit
    converter.register_structure_hook_func(
        partial(eq, limit | None), lambda value, _: None if value is None else converter.structure(value, limit)
    )
    converter.register_unstructure_hook_func(
        partial(eq, limit | None), lambda value: None if value is None else converter.unstructure(value, limit)
    )
    configure_tagged_union(Event, converter)
    for union in (limit, Event):
        _name_the_unknown(converter, union)
    return converter


def _name_the_unknown(converter: Converter, union: Any) -> None:
    """Let a value of a union whose class there is not be told by that name; cattrs would say that a field is missing."""
    structured, names = converter.get_structure_hook(union), [each.__name__ for each in get_args(union)]

    def structure(value: Any, kind: Any) -> Any:
        named = cast("dict[str, Any]", value).get("_type") if isinstance(value, dict) else names[0]
        if named not in names:
            raise ValueError(f"_type {named!r} is none of {', '.join(names)}")
        return structured(value, kind)

    converter.register_structure_hook_func(partial(eq, union), structure)


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
