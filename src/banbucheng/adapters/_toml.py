"""Reading TOML that people write: every fault is collected with its path, none stops the reading."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeGuard, TypeVar

from attrs import field, frozen

from banbucheng.errors import BadInput, Fault, RulebookError
from banbucheng.worktime import TimeLimit, WorkingDays, limit_from_text

__all__ = ["Reader", "read_toml"]

_Code = TypeVar("_Code", bound=StrEnum)
_T = TypeVar("_T")


def read_toml(path: Path) -> Mapping[str, Any]:
    """
    A TOML file as plain data.

    Raises:
        RulebookError: it cannot be read, is not UTF-8, or is not TOML; the fault names the line.
    """
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8"))
    except OSError as error:
        raise RulebookError(str(path), (Fault("file", f"cannot be read: {error.strerror}"),)) from error
    except UnicodeDecodeError as error:
        raise RulebookError(
            str(path), (Fault(f"byte {error.start}", "is not UTF-8; save the file as UTF-8"),)
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise RulebookError(str(path), (Fault("TOML", str(error)),)) from error
    except RecursionError as error:
        raise RulebookError(str(path), (Fault("TOML", "is nested too deep; use fewer brackets"),)) from error


@frozen
class Reader:
    """
    One table of a file. Each question hands back a value to go on with, and notes a fault where the file has none.

    Call `done` last: it notes the keys that nobody asked for.
    """

    table: Mapping[str, Any]
    path: str
    faults: list[Fault]
    _asked: set[str] = field(factory=set[str], init=False)

    def fault(self, key: str, what: str) -> None:
        """Note a fault at a key, or at the table itself where the key is empty."""
        self.faults.append(Fault(".".join(part for part in (self.path, key) if part), what))

    def text(self, key: str, default: str | None = None) -> str:
        """A text; `default` where it may be left out."""
        return self._get(key, str, "a text in quotes", "" if default is None else default, needed=default is None)

    def whole(self, key: str, *, least: int = 0, default: int | None = None) -> int:
        """A whole number of at least `least`; `default` where it may be left out."""
        number = self._get(key, int, "a whole number", least if default is None else default, needed=default is None)
        if number < least:
            self.fault(key, f"{number} is too small; give {least} or more")
        return max(number, least)

    def day(self, key: str) -> date:
        """A day, written 2026-01-01 without quotes."""
        return self._get(key, date, "a day such as 2026-01-01, without quotes", date(2000, 1, 1), needed=True)

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """True or false; `default` where it may be left out."""
        return self._get(key, bool, "true or false", default=bool(default), needed=default is None)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where it is left out."""
        found = self._get(key, list, "a list of texts", [], needed=False)
        if not all(isinstance(each, str) for each in found):
            self.fault(key, f"{found!r} is not a list of texts")
            return ()
        return tuple(found)

    def limit(self, key: str) -> TimeLimit:
        """A time limit in its short form, such as `2wd`."""
        text = self.text(key)
        try:
            return limit_from_text(text) if text else WorkingDays(1)
        except BadInput as error:
            self.fault(key, str(error))
            return WorkingDays(1)

    def holds(self, key: str) -> bool:
        """Whether the file gives the key at all."""
        self._asked.add(key)
        return key in self.table

    def one_of(self, key: str, codes: type[_Code]) -> _Code:
        """One of the codes of the field."""
        return self._code(key, self.text(key), codes)

    def some_of(self, key: str, codes: type[_Code]) -> tuple[_Code, ...]:
        """A list of codes of the field; empty where it is left out."""
        return tuple(self._code(key, text, codes) for text in self.texts(key))

    def names(self) -> Mapping[str, str]:
        """The names of the table in both languages, under `zh` and `en`."""
        return {language: self.text(language) for language in ("zh", "en")}

    def inner(self, key: str, *, needed: bool = True) -> "Reader":
        """A table within the table; an empty one where it may be left out."""
        return self._reader(key, self._get(key, dict, "a table", {}, needed=needed))

    def named(self, key: str) -> Iterator[tuple[str, "Reader"]]:
        """The tables within a table, with their names; if it has any."""
        return self.inner(key).tables()

    def tables(self) -> Iterator[tuple[str, "Reader"]]:
        """The tables within this one, with their names."""
        return ((name, self.inner(name)) for name in self.table)

    def listed(self, key: str, *, needed: bool = True) -> Iterator["Reader"]:
        """The tables of a list, `[[key]]` in the file."""
        for n, table in enumerate(self._get(key, list, "a list of tables", [], needed=needed), start=1):
            if _is_table(table):
                yield self._reader(f"{key}[{n}]", table)
            else:
                self.fault(f"{key}[{n}]", f"{table!r} is not a table")

    def done(self) -> None:
        """Note every key that is not known, with the nearest one that is."""
        for key in self.table.keys() - self._asked:
            near = get_close_matches(key, self._asked, 1)
            self.fault(key, f"is not known here{f'; did you mean {near[0]!r}?' if near else ''}")

    def nearest(self, key: str, value: str, allowed: Sequence[str]) -> None:
        """Note that a value is none of those allowed, with the nearest of them."""
        near = get_close_matches(value, allowed, 1)
        self.fault(key, f"{value!r} is none of {', '.join(allowed)}{f'; did you mean {near[0]!r}?' if near else ''}")

    def _reader(self, key: str, table: Mapping[str, Any]) -> "Reader":
        return Reader(table, f"{self.path}.{key}" if self.path else key, self.faults)

    def _code(self, key: str, text: str, codes: type[_Code]) -> _Code:
        try:
            return codes(text)
        except ValueError:
            if text:
                self.nearest(key, text, [str(each) for each in codes])
            return next(iter(codes))

    def _get(self, key: str, kind: type[_T], said: str, default: _T, *, needed: bool) -> _T:
        self._asked.add(key)
        if key not in self.table:
            if needed:
                self.fault(key, f"is missing; give {said}")
            return default
        value = self.table[key]
        if type(value) is not kind:
            self.fault(key, f"{value!r} is not {said}")
            return default
        return value


def _is_table(value: object) -> TypeGuard[Mapping[str, Any]]:
    return isinstance(value, dict)
