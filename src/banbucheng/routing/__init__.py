"""Which unit answers for a problem, and why (dispatch)."""

from banbucheng.routing._assignment import FALLBACK, Assignment, Because, Held
from banbucheng.routing._cells import (
    CellWords,
    cell,
    cell_words,
    condition,
    condition_of,
    listed,
    nearest,
    parts,
)
from banbucheng.routing._conditions import Between, Condition, Flag, Mentions, OneOf, holds
from banbucheng.routing._facts import Fact, FactKind, Facts, FactValue, Vocabulary
from banbucheng.routing._misfits import misfits
from banbucheng.routing._observe import WEEKDAYS, Whereabouts, facts_of, vocabulary_of
from banbucheng.routing._routes import TIERS, Decision, Predicate, Routes
from banbucheng.routing._rule import WINDOW, Outcome, Policy, Rule

__all__ = [
    "FALLBACK",
    "TIERS",
    "WEEKDAYS",
    "WINDOW",
    "Assignment",
    "Because",
    "Between",
    "CellWords",
    "Condition",
    "Decision",
    "Fact",
    "FactKind",
    "FactValue",
    "Facts",
    "Flag",
    "Held",
    "Mentions",
    "OneOf",
    "Outcome",
    "Policy",
    "Predicate",
    "Routes",
    "Rule",
    "Vocabulary",
    "Whereabouts",
    "cell",
    "cell_words",
    "condition",
    "condition_of",
    "facts_of",
    "holds",
    "listed",
    "misfits",
    "nearest",
    "parts",
    "vocabulary_of",
]
