"""
What Hypothesis calls when it is imported, by the entry point `hypothesis`.

Only the types themselves are loaded here; their strategies are when one of them is first drawn from.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, get_args

from hypothesis import strategies as st

from banbucheng.cases import Case
from banbucheng.intake import Complaint
from banbucheng.ledger import Entry
from banbucheng.routing import Routes, Rule
from banbucheng.rulebook import Rulebook
from banbucheng.taxonomy import Problem
from banbucheng.worktime import Span, TimeLimit, WorkCalendar

__all__ = ["register"]

#: The function of `banbucheng.testing.strategies` that makes each.
_MADE_BY: Mapping[type, str] = {
    Case: "cases",
    Complaint: "complaints",
    Entry: "entries",
    Problem: "problems",
    Routes: "routes",
    Rule: "rules",
    Rulebook: "rulebooks",
    WorkCalendar: "calendars",
}


def register() -> None:
    """Let `st.from_type` make our values, which could otherwise not be or would mean nothing."""
    for made, by in _MADE_BY.items():
        st.register_type_strategy(made, _from(by))
    for limit in get_args(TimeLimit):
        st.register_type_strategy(limit, _limits)
    st.register_type_strategy(Span, _spans)


def _strategies() -> Any:
    return import_module("banbucheng.testing.strategies")


def _from(name: str) -> Callable[[type[Any]], st.SearchStrategy[Any]]:
    def resolved(_: type[Any]) -> st.SearchStrategy[Any]:
        found: st.SearchStrategy[Any] = getattr(_strategies(), name)()
        return found

    return resolved


def _limits(kind: type[Any]) -> st.SearchStrategy[Any]:
    found: st.SearchStrategy[Any] = _strategies().limits(kind)
    return found


def _spans(_: type[Any]) -> st.SearchStrategy[Any]:
    some: st.SearchStrategy[Any] = _strategies().calendars(announced=True)
    return some.flatmap(_strategies().spans)
