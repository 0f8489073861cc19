"""What a type is made of: what the straight ways to and from text share."""

from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, NamedTuple, NewType, Union, get_args, get_origin

from attrs import fields, resolve_types

from banbucheng.cases import Event
from banbucheng.worktime import TimeLimit

__all__ = ["TAG", "Part", "bare", "coded", "function", "is_fixed", "made", "none_of", "odd", "parts", "tagged"]

#: The key under which a value of a union carries the name of its class.
TAG = "_type"
_UNIONS = (frozenset(get_args(TimeLimit)), frozenset(get_args(Event)))


class Part(NamedTuple):
    """One field of a class; `default` is attrs' own, NOTHING or a factory too."""

    name: str
    kind: Any
    default: Any
    #: Whether it is a part of what the value says; one that is not is read, but never written.
    told: bool


def odd(value: object) -> Any:
    """Refuse what a straight way does not take."""
    raise TypeError(value)


def function(argument: str, lines: Sequence[str], names: Mapping[str, object]) -> Any:
    """The function of some lines, which know these names; attrs and cattrs make theirs in the same way."""
    made = dict(names)
    exec("\n    ".join([f"def made({argument}):", *lines]), made)  # noqa: S102 - of our own fields' names alone
    return made["made"]


@cache
def parts(kind: Any) -> Sequence[Part]:
    """
    The fields of a class in their order.

    Raises:
        TypeError: it is no class of attrs, or one that does more than to keep what it is given.
    """
    found = fields(resolve_types(kind))
    if any(each.converter is not None or not each.init or each.alias != each.name for each in found):
        odd(kind)
    return [Part(each.name, bare(each.type), each.default, bool(each.eq)) for each in found]


def bare(kind: Any) -> Any:
    """The type behind its names."""
    while isinstance(kind, NewType):
        kind = kind.__supertype__
    return kind


def coded(kind: Any) -> bool:
    """Whether it is a text out of a list of them."""
    return isinstance(kind, type) and issubclass(kind, Enum) and issubclass(kind, str)


def made(default: Any) -> Any:
    """The value of a default, which may be a factory."""
    factory = getattr(default, "factory", None)
    return default if factory is None else factory()


def is_fixed(kind: Any) -> bool:
    """Whether it is a tuple of so many values, each of its own type."""
    return get_origin(kind) is tuple and get_args(kind)[-1] is not Ellipsis


def none_of(kind: Any) -> Any:
    """What a type is when it is not None; None for a type that is never None."""
    if get_origin(kind) not in {Union, UnionType} or NoneType not in get_args(kind):
        return None
    some: Any = None
    for each in get_args(kind):
        if each is not NoneType:
            some = each if some is None else some | each
    return bare(some)


def tagged(kind: Any) -> Mapping[str, type]:
    """The classes of a union whose values carry a name, by that name; empty for any other type."""
    classes = frozenset[type](get_args(kind)) if get_origin(kind) in {Union, UnionType} else frozenset[type]()
    return {each.__name__: each for each in classes} if classes in _UNIONS else {}
