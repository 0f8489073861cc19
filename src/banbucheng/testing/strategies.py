"""
Hypothesis strategies for everything that a host meets; each shrinks to a small value that can be read.

`st.from_type(Case)` and its like give the same wherever the package is installed beside Hypothesis.
"""

from banbucheng.testing._broken import (
    BrokenFile,
    broken_files,
    broken_letters,
    broken_notices,
    broken_rulebooks,
    broken_tables,
)
from banbucheng.testing._calendars import calendars, days, edges, limits, moments, spans
from banbucheng.testing._commands import commands, onward
from banbucheng.testing._complaints import complaints, problems
from banbucheng.testing._histories import cases, entries, histories
from banbucheng.testing._rulebooks import rulebooks
from banbucheng.testing._tables import conditions, facts, routes, rules, vocabulary

__all__ = [
    "BrokenFile",
    "broken_files",
    "broken_letters",
    "broken_notices",
    "broken_rulebooks",
    "broken_tables",
    "calendars",
    "cases",
    "commands",
    "complaints",
    "conditions",
    "days",
    "edges",
    "entries",
    "facts",
    "histories",
    "limits",
    "moments",
    "onward",
    "problems",
    "routes",
    "rulebooks",
    "rules",
    "spans",
    "vocabulary",
]
