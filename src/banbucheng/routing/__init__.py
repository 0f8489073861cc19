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
from banbucheng.routing._diff import Difference, Load, Moved, Past, difference
from banbucheng.routing._explain import Explanation, Miss, MissKind, Near, Tried, explained, tried
from banbucheng.routing._facts import Fact, FactKind, Facts, FactValue, Vocabulary
from banbucheng.routing._findings import Example, Finding, FindingKind, Gravity, Stretch
from banbucheng.routing._misfits import misfits
from banbucheng.routing._observe import WEEKDAYS, Whereabouts, facts_of, vocabulary_of
from banbucheng.routing._proof import Proof, proof_of, proved, reproved
from banbucheng.routing._proving import Effort
from banbucheng.routing._routes import TIERS, Decision, Predicate, Routes
from banbucheng.routing._rule import WINDOW, Outcome, Policy, Rule
from banbucheng.routing._sentences import sentences, told
from banbucheng.routing._words import Scan, Scanner, in_pairs

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
    "Difference",
    "Effort",
    "Example",
    "Explanation",
    "Fact",
    "FactKind",
    "FactValue",
    "Facts",
    "Finding",
    "FindingKind",
    "Flag",
    "Gravity",
    "Held",
    "Load",
    "Mentions",
    "Miss",
    "MissKind",
    "Moved",
    "Near",
    "OneOf",
    "Outcome",
    "Past",
    "Policy",
    "Predicate",
    "Proof",
    "Routes",
    "Rule",
    "Scan",
    "Scanner",
    "Stretch",
    "Tried",
    "Vocabulary",
    "Whereabouts",
    "cell",
    "cell_words",
    "condition",
    "condition_of",
    "difference",
    "explained",
    "facts_of",
    "holds",
    "in_pairs",
    "listed",
    "misfits",
    "nearest",
    "parts",
    "proof_of",
    "proved",
    "reproved",
    "sentences",
    "told",
    "tried",
    "vocabulary_of",
]
