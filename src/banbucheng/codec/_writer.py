"""
The straight way from a value to its text: for each type one function, put together once.

It writes what the converter and `json.dumps` write, to the letter, in a third of the time; what is not plain about a
type or a value is an error here, and left to those two. In brief it leaves out what has its default, at any depth.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, tzinfo
from functools import cache, lru_cache
from json.encoder import encode_basestring
from typing import Any, TypeAlias, get_args, get_origin

from attrs import NOTHING

from banbucheng.codec._shape import TAG, Part, bare, coded, function, is_fixed, made, none_of, odd, parts, tagged
from banbucheng.worktime import Deadline

__all__ = ["writer"]

Write: TypeAlias = Callable[[Any], str]


@cache
def writer(kind: Any, *, brief: bool = False) -> Write:
    """
    The function that writes values of a type.

    Raises:
        TypeError: values of this type cannot be written straight.
    """
    kind = bare(kind)
    some, classes, origin, of = none_of(kind), tagged(kind), get_origin(kind), get_args(kind)
    if kind in _PLAIN:
        return _PLAIN[kind]
    if coded(kind):
        return encode_basestring
    if some is not None:
        return _perhaps(writer(some, brief=brief))
    if classes:
        return _one_of({each: _fields(each, name, brief=brief) for name, each in classes.items()})
    if origin is tuple:
        writes = [writer(each, brief=brief) for each in of if each is not Ellipsis]
        return _places(tuple(writes)) if is_fixed(kind) else _row(writes[0])
    if origin is frozenset:
        return _set(writer(of[0], brief=brief))
    if origin is Mapping and writer(of[0]) is encode_basestring:
        return _mapping(writer(of[1], brief=brief))
    return _fields(kind, "", brief=brief)


def _fields(kind: Any, tag: str, *, brief: bool) -> Write:
    """Of a class: its fields in their order, and behind them its name, where it is one of a union."""
    names: dict[str, Any] = {"join": "".join, "odd": odd, "digits": int.__repr__, "moment": datetime.isoformat}
    texts: list[str] = []
    for each in parts(kind):
        if not each.told:
            continue
        names[f"write_{each.name}"] = writer(each.kind, brief=brief)
        text = f"""',"{each.name}":' + {_field(each.kind, each.name)}"""
        if brief and each.default is not NOTHING:
            names[f"default_{each.name}"] = made(each.default)
            text = f"('' if {_is_default(each)} else {text})"
        texts.append(text)
    if tag:
        texts.append(repr(f',"{TAG}":"{tag}"'))
    # What comes first has a comma before it too.
    line = f"return '{{' + join(({', '.join(texts)},))[1:] + '}}'" if texts else "return '{}'"
    write: Write = function("value", [line], names)
    return _remembered(write) if kind is Deadline else write


def _is_default(part: Part) -> str:
    """The expression that tells whether a field has its default; to Python, 1 and true are equal."""
    value, default = f"value.{part.name}", made(part.default)
    if default is None or isinstance(default, bool):
        return f"{value} is {default}"
    same = f"{value} == default_{part.name}"
    return f"(type({value}) is int and {same})" if isinstance(default, int) else same


def _remembered(write: Write) -> Write:
    """
    Values that come again and again, since a deadline ends with its day and a case holds a dozen of them.

    Two moments of different zones can be equal, and so can the two of an hour that is repeated; their texts are not.
    """

    @lru_cache(maxsize=4096)
    def known(value: Deadline, _zone: tzinfo | None, _fold: int) -> str:
        return write(value)

    return lambda value: known(value, value.at.tzinfo, value.at.fold)


def _field(kind: Any, name: str) -> str:
    """The expression that writes a field; where the text takes less time than a call of Python, it is spared."""
    value, some = f"value.{name}", none_of(kind)
    if some is not None:
        return f"('null' if {value} is None else {_field(some, name)})"
    if kind is bool:
        return f"('true' if {value} is True else 'false' if {value} is False else odd({value}))"
    if kind is int:
        return f"(digits({value}) if type({value}) is int else odd({value}))"
    if kind is datetime:
        return f"""'"' + moment({value}) + '"'"""
    return f"write_{name}({value})"


def _one_of(writes: Mapping[type, Write]) -> Write:
    return lambda value: writes[type(value)](value)


def _perhaps(write: Write) -> Write:
    return lambda value: "null" if value is None else write(value)


def _row(write: Write) -> Write:
    return lambda values: f"[{','.join([write(each) for each in values])}]" if values else "[]"


def _places(writes: tuple[Write, ...]) -> Write:
    return lambda values: f"[{','.join([write(each) for write, each in zip(writes, values, strict=True)])}]"


def _set(write: Write) -> Write:
    return lambda values: f"[{','.join([write(each) for each in sorted(values)])}]" if values else "[]"


def _mapping(write: Write) -> Write:
    def text(values: Mapping[str, Any]) -> str:
        return f"{{{','.join([f'{encode_basestring(name)}:{write(each)}' for name, each in values.items()])}}}"

    return lambda values: text(values) if values else "{}"


def _whole(value: object) -> str:
    return int.__repr__(value) if type(value) is int else odd(value)


def _truth(value: object) -> str:
    return "true" if value is True else "false" if value is False else odd(value)


def _moment(value: datetime) -> str:
    return f'"{datetime.isoformat(value)}"'


def _day(value: date) -> str:
    return f'"{date.isoformat(value)}"'


def _time(value: time) -> str:
    return f'"{time.isoformat(value)}"'


_PLAIN: Mapping[Any, Write] = {
    str: encode_basestring,
    int: _whole,
    bool: _truth,
    datetime: _moment,
    date: _day,
    time: _time,
}
