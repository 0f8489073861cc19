"""
The straight way from what JSON holds to a value: for each type one function, put together once.

It is as strict as the converter, and takes a third of the time; what is wrong is an error here without a place, and
left to the converter, which finds every fault and says where it is.
"""

import marshal
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from functools import cache, lru_cache
from typing import Any, TypeAlias, cast, get_args, get_origin

from attrs import NOTHING

from banbucheng.codec._shape import TAG, Part, bare, coded, function, is_fixed, made, none_of, odd, parts, tagged
from banbucheng.worktime import Deadline

__all__ = ["reader"]

Read: TypeAlias = Callable[[Any], Any]

#: Of the containers: what is empty in JSON, and what it then is.
_EMPTY = {tuple: ("[]", "()"), frozenset: ("[]", "frozenset()"), Mapping: ("{}", "{}")}


@cache
def reader(kind: Any) -> Read:
    """
    The function that reads values of a type.

    Raises:
        TypeError: values of this type cannot be read straight.
    """
    kind = bare(kind)
    some, classes, origin, of = none_of(kind), tagged(kind), get_origin(kind), get_args(kind)
    if kind in _PLAIN:
        return _PLAIN[kind]
    if coded(kind):
        return {each.value: each for each in kind}.__getitem__
    if some is not None:
        return _perhaps(reader(some))
    if classes:
        return _one_of({name: _fields(each, {TAG: name}) for name, each in classes.items()})
    if origin is tuple:
        return _places(tuple(map(reader, of))) if is_fixed(kind) else _row(reader(of[0]))
    if origin is frozenset:
        return _set(reader(of[0]))
    if origin is Mapping:
        return _mapping(reader(of[0]), reader(of[1]))
    return _fields(kind, {})


def _fields(kind: Any, tag: Mapping[str, str]) -> Read:
    """Of a class; its table holds its name beside the fields, where it is one of a union."""
    found = parts(kind)
    known = frozenset({*(each.name for each in found), *tag})
    names: dict[str, Any] = {
        "kind": kind,
        "odd": odd,
        "known": known,
        "moment": datetime.fromisoformat,
        "left": object(),
    }
    names |= {f"read_{each.name}": reader(each.kind) for each in found}
    names |= {f"default_{each.name}": made(each.default) for each in found if each.default is not NOTHING}
    lines = ["if not plain.keys() <= known: odd(plain)", "get = plain.get"]
    lines += [f"its_{each.name} = {_asked(each)}" for each in found]
    lines.append(f"return kind({', '.join(f'{each.name}={_given(each)}' for each in found)})")
    read: Read = function("plain", lines, names)
    return _remembered(read) if kind is Deadline else read


def _asked(part: Part) -> str:
    """The expression that takes a field out of its table, where what has a default may be left out."""
    if part.default is NOTHING:
        return f"plain[{part.name!r}]"
    return f"get({part.name!r})" if part.default is None else f"get({part.name!r}, left)"


def _given(part: Part) -> str:
    """The expression that reads a field, or makes what it is where it was left out."""
    if part.default is NOTHING or part.default is None:
        return _field(part.kind, part.name)
    nothing = "{}" if made(part.default) == {} else f"default_{part.name}"
    return f"({nothing} if its_{part.name} is left else {_field(part.kind, part.name)})"


def _remembered(read: Read) -> Read:
    """
    Values that come again and again, since a deadline ends with its day and a case holds a dozen of them.

    Known by all that is in the table and by its types too, for to Python `true` is 1.
    """

    @lru_cache(maxsize=4096)
    def known(key: bytes) -> Any:
        return read(marshal.loads(key))  # noqa: S302 - it is what the next line wrote

    return lambda plain: known(marshal.dumps(plain, 0))


def _field(kind: Any, name: str) -> str:
    """The expression that reads a field; where looking at it takes less time than a call of Python, it is spared."""
    plain, some = f"its_{name}", none_of(kind)
    if some is not None:
        return f"(None if {plain} is None else {_field(some, name)})"
    if kind in {str, int, bool}:
        return f"({plain} if type({plain}) is {kind.__name__} else odd({plain}))"
    if kind is datetime:
        return f"({plain} if ({plain} := moment({plain})).tzinfo is not None else odd({plain}))"
    if get_origin(kind) in _EMPTY and not is_fixed(kind):
        nothing, empty = _EMPTY[get_origin(kind)]
        return f"({empty} if {plain} == {nothing} else read_{name}({plain}))"
    return f"read_{name}({plain})"


def _one_of(reads: Mapping[str, Read]) -> Read:
    return lambda plain: reads[plain[TAG]](plain)


def _perhaps(read: Read) -> Read:
    return lambda plain: None if plain is None else read(plain)


def _row(read: Read) -> Read:
    return lambda plain: tuple(map(read, _listed(plain)))


def _places(reads: tuple[Read, ...]) -> Read:
    return lambda plain: tuple([read(each) for read, each in zip(reads, _listed(plain), strict=True)])


def _set(read: Read) -> Read:
    return lambda plain: frozenset(map(read, _listed(plain)))


def _mapping(key: Read, read: Read) -> Read:
    return lambda plain: {key(name): read(each) for name, each in plain.items()}


def _listed(plain: object) -> Sequence[Any]:
    return cast("Sequence[Any]", plain) if type(plain) is list else odd(plain)


def _text(plain: object) -> str:
    return plain if type(plain) is str else odd(plain)


def _whole(plain: object) -> int:
    return plain if type(plain) is int else odd(plain)


def _truth(plain: object) -> bool:
    return plain if type(plain) is bool else odd(plain)


def _moment(plain: Any) -> datetime:
    moment = datetime.fromisoformat(plain)
    return moment if moment.tzinfo is not None else odd(plain)


_PLAIN: Mapping[Any, Read] = {
    str: _text,
    int: _whole,
    bool: _truth,
    datetime: _moment,
    date: date.fromisoformat,
    time: time.fromisoformat,
}
