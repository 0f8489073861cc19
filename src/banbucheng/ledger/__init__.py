"""The record of what happened, and what can be learned from it (the ledger)."""

from banbucheng.ledger._dispatches import dispatches
from banbucheng.ledger._entry import Entry, record, replay
from banbucheng.ledger._improvement import (
    Effect,
    Function,
    HotSpot,
    Improvement,
    Verdict,
    effect,
    functions,
    hot_spots,
    recurrence,
)
from banbucheng.ledger._measures import DIMENSIONS, Figures, Measure, figures, interval, measures, median
from banbucheng.ledger._pairs import Passes, ball_passing, digest, held
from banbucheng.ledger._proposals import Proposal, proposals, proposed_rule
from banbucheng.ledger._report import Report, month, report
from banbucheng.ledger._rows import CaseRow, case_row, case_rows
from banbucheng.ledger._summary import Overdue, Share, Summary, Warned, summary

__all__ = [
    "DIMENSIONS",
    "CaseRow",
    "Effect",
    "Entry",
    "Figures",
    "Function",
    "HotSpot",
    "Improvement",
    "Measure",
    "Overdue",
    "Passes",
    "Proposal",
    "Report",
    "Share",
    "Summary",
    "Verdict",
    "Warned",
    "ball_passing",
    "case_row",
    "case_rows",
    "digest",
    "dispatches",
    "effect",
    "figures",
    "functions",
    "held",
    "hot_spots",
    "interval",
    "measures",
    "median",
    "month",
    "proposals",
    "proposed_rule",
    "record",
    "recurrence",
    "replay",
    "report",
    "summary",
]
