"""
Values to plain data and back, strictly: nothing is coerced, nothing unknown is passed over.

Plain data is what JSON can hold. A moment is ISO 8601 with its offset, a date is `2025-03-05`, and a value of a union
(an event, a time limit) carries the name of its class under `_type`.
"""

import json
from typing import Any, TypeVar, cast

from cattrs.errors import ClassValidationError, IterableValidationError
from cattrs.v import format_exception, transform_error

from banbucheng.codec._converter import converter
from banbucheng.codec._reader import reader
from banbucheng.codec._writer import writer
from banbucheng.errors import Fault, RulebookError

__all__ = ["dump", "from_json", "load", "to_json"]

_T = TypeVar("_T")

#: What the straight ways raise over a value that they cannot take.
_MISFITS = (AttributeError, KeyError, RecursionError, TypeError, ValueError)


def dump(value: object, as_type: Any = None) -> Any:
    """The value as plain data; `as_type` names the union that it is a part of, if it is one."""
    return converter().unstructure(value, unstructure_as=as_type)


def load(kind: type[_T], plain: object, *, name: str = "data") -> _T:
    """
    The value that plain data describes.

    Raises:
        RulebookError: it describes none; every fault at once, each with its path.
    """
    try:
        return converter().structure(plain, kind)
    except (ClassValidationError, IterableValidationError) as errors:
        raise RulebookError(
            name, tuple(_fault(text) for text in transform_error(errors, format_exception=_said))
        ) from errors
    except AttributeError as error:
        raise RulebookError(name, (Fault("$", f"expected a table of fields, not {type(plain).__name__}"),)) from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise RulebookError(name, (Fault("$", _said(error, None)),)) from error


def to_json(value: object, as_type: Any = None, *, brief: bool = False) -> str:
    """
    The value as one line of JSON, Chinese as it is; the fields in the order of their class, and sets sorted.

    In brief, what has its default is left out where that can be done; it loads alike, in half the time.
    """
    kind: Any = type(value) if as_type is None else as_type
    try:
        return writer(kind, brief=brief)(value)
    except _MISFITS:
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
    except RecursionError as error:
        raise RulebookError(name, (Fault("$", "not JSON of ours: it is nested too deep"),)) from error
    wanted: Any = kind
    try:
        return cast("_T", reader(wanted)(plain))
    except _MISFITS:
        # Whatever is wrong with it, the converter finds all of it.
        return load(kind, plain, name=name)


def _said(error: BaseException, kind: type | None) -> str:
    return str(error) if isinstance(error, ValueError | TypeError) else format_exception(error, kind)


def _fault(text: str) -> Fault:
    what, _, where = text.rpartition(" @ ")
    return Fault(where or "$", what)
