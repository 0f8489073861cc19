"""Plain data as TOML: tables of texts, whole numbers, flags, days and lists of them, and lists of such tables."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from banbucheng.adapters.routes_file._typed import is_list, is_object

__all__ = ["as_toml"]

#: How wide a line of a list may be.
_WIDE = 100
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def as_toml(data: Mapping[str, Any]) -> str:
    """A document: first what stands alone, then the tables, then the lists of tables."""
    lines: list[str] = list(_lines(data))
    for key, value in data.items():
        if is_object(value):
            lines += ["", f"[{_key(key)}]", *_lines(value)]
    for key, value in data.items():
        for table in _tables(value):
            lines += ["", f"[[{_key(key)}]]", *_lines(table), *_inner(table)]
    return "\n".join(lines).lstrip("\n") + "\n"


def _tables(value: object) -> list[Mapping[str, Any]]:
    return [each for each in value if is_object(each)] if is_list(value) else []


def _lines(table: Mapping[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        if not is_object(value) and not _tables(value):
            yield f"{_key(key)} = {_value(value)}"


def _inner(table: Mapping[str, Any]) -> Iterator[str]:
    """What stands in a table within a table, by dotted keys."""
    for key, value in table.items():
        if is_object(value):
            for name, each in value.items():
                yield f"{_key(key)}.{_key(name)} = {_value(each)}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case str():
            return _text(value)
        case _:
            return _array([_value(each) for each in value])


def _array(values: list[str]) -> str:
    """A list on one line, or on several where it is long."""
    if sum(len(each) + 2 for each in values) <= _WIDE:
        return f"[{', '.join(values)}]"
    lines = [""]
    for each in values:
        if lines[-1] and len(lines[-1]) + len(each) > _WIDE:
            lines.append("")
        lines[-1] += f" {each}," if lines[-1] else f"    {each},"
    return "\n".join(["[", *lines, "]"])


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
