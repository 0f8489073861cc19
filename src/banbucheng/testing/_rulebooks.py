"""Small rulebooks for Hypothesis: valid, lawful, and no two alike."""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import date
from importlib.resources import files
from typing import Any, TypeGuard

from hypothesis import strategies as st

from banbucheng.adapters.rulebook_file import rulebook
from banbucheng.rulebook import Rulebook
from banbucheng.terms import Measure, SuspensionGround
from banbucheng.testing._words import spoken
from banbucheng.worktime import CountFrom, Ends

__all__ = ["plain_rulebooks", "rulebooks", "small_rulebook", "toml_of"]

Plain = dict[str, Any]


def rulebooks() -> st.SearchStrategy[Rulebook]:
    """Small rulebooks that a desk takes: two regions, two departments, one or two grades; they shrink to the plainest."""
    return plain_rulebooks().map(lambda data: rulebook(data, name="small"))


def small_rulebook() -> Plain:
    """The plainest rulebook, as plain data to change."""
    text = files("banbucheng.testing").joinpath("small.toml").read_text(encoding="utf-8")
    return deepcopy(tomllib.loads(text))


@st.composite
def plain_rulebooks(draw: st.DrawFn) -> Plain:
    """The plain data of small rulebooks; `toml_of` writes it as a file."""
    data = small_rulebook()
    closure, more = draw(st.integers(2, 5)), draw(st.integers(0, 8))
    data["limits"]["ordinary"] = {"closure": _limit(f"{closure}wd"), "cap": _limit(f"{closure + more}wd")}
    data["counting"]["count_from"] = str(draw(st.sampled_from(CountFrom)))
    data["counting"]["ends"] = str(draw(st.sampled_from(Ends)))
    data["returns"]["dispatches"] = draw(st.integers(1, 3))
    data["extension"] |= {"most": draw(st.integers(0, 2)), "each": f"{draw(st.integers(1, 5))}wd"}
    data["replies"]["reopenings"] = draw(st.integers(0, 2))
    grounds = draw(st.lists(st.sampled_from(SuspensionGround), min_size=1, max_size=2, unique=True))
    data["suspension"] |= {"grounds": [str(each) for each in grounds], "most": f"{draw(st.integers(5, 30))}wd"}
    if draw(st.booleans()):
        data["grades"]["complex"] = {"zh": spoken("complex"), "en": "complex", "causes": ["material"]}
        data["limits"]["complex"] = {"feedback": _limit("5wd"), "cap": _limit(f"{closure + more + 1}wd")}
    if draw(st.booleans()):
        data["ladder"].append(_rung(draw(st.integers(1, 5)), draw(st.sampled_from(Measure))))
    if draw(st.booleans()):
        data["rules"].append({**data["rules"][0], "id": "insurance", "rank": 20, "lead": "insurance", "when": _when()})
    return data


def _limit(text: str) -> Mapping[str, str]:
    return {"limit": text, "source": "R"}


def _when() -> Mapping[str, object]:
    return {"channel": ["hotline", "online"]}


def _rung(days: int, measure: Measure) -> Mapping[str, Any]:
    said = spoken("letter")
    return {
        "code": "letter",
        "zh": said,
        "en": "letter",
        "offset": f"+{days}wd",
        "measure": str(measure),
        "to": said,
        "source": "R",
    }


def toml_of(data: Mapping[str, Any]) -> str:
    """Plain data as TOML: what is no table first, then tables under their own headings."""
    return "\n".join(_lines(data, "")) + "\n"


def _lines(table: Mapping[str, Any], path: str) -> Iterator[str]:
    inner = {key: value for key, value in table.items() if _is_table(value) and _deep(value)}
    listed = {key: value for key, value in table.items() if _is_tables(value)}
    for key, value in table.items():
        if key not in inner and key not in listed:
            yield f"{_key(key)} = {_written(value)}"
    for key, value in inner.items():
        yield f"[{path}{_key(key)}]"
        yield from _lines(value, f"{path}{_key(key)}.")
    for key, tables in listed.items():
        for each in tables:
            yield f"[[{path}{_key(key)}]]"
            yield from _lines(each, f"{path}{_key(key)}.")


def _deep(value: Mapping[str, Any]) -> bool:
    return any(isinstance(each, dict | list) for each in value.values()) or len(value) > 3


def _is_table(value: object) -> TypeGuard[Mapping[str, Any]]:
    return isinstance(value, dict)


def _is_list(value: object) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, list)


def _is_tables(value: object) -> TypeGuard[Sequence[Mapping[str, Any]]]:
    return _is_list(value) and bool(value) and all(map(_is_table, value))


def _key(key: str) -> str:
    return key if key.replace("_", "").replace("-", "").isalnum() and key.isascii() else json.dumps(key)


def _written(value: object) -> str:
    if _is_table(value):
        return f"{{ {', '.join(f'{_key(key)} = {_written(each)}' for key, each in value.items())} }}"
    if _is_list(value):
        return f"[{', '.join(map(_written, value))}]"
    # TOML writes days as ISO does, and the rest as JSON.
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)
