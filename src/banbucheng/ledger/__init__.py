"""The record of what happened, and what can be learned from it (the ledger)."""

from banbucheng.ledger._chain import (
    ALGORITHMS,
    SHA256,
    SM3,
    Finding,
    Flaw,
    Line,
    Said,
    Told,
    first_flaw,
    link,
    verified,
)
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
from banbucheng.ledger._seal import Leaf, Proof, Seal, check_proof, proved, sealed, seals_hold
from banbucheng.ledger._summary import Overdue, Share, Summary, Warned, summary

__all__ = [
    "ALGORITHMS",
    "DIMENSIONS",
    "SHA256",
    "SM3",
    "CaseRow",
    "Effect",
    "Entry",
    "Figures",
    "Finding",
    "Flaw",
    "Function",
    "HotSpot",
    "Improvement",
    "Leaf",
    "Line",
    "Measure",
    "Overdue",
    "Passes",
    "Proof",
    "Proposal",
    "Report",
    "Said",
    "Seal",
    "Share",
    "Summary",
    "Told",
    "Verdict",
    "Warned",
    "ball_passing",
    "case_row",
    "case_rows",
    "check_proof",
    "digest",
    "dispatches",
    "effect",
    "figures",
    "first_flaw",
    "functions",
    "held",
    "hot_spots",
    "interval",
    "link",
    "measures",
    "median",
    "month",
    "proposals",
    "proposed_rule",
    "proved",
    "record",
    "recurrence",
    "replay",
    "report",
    "sealed",
    "seals_hold",
    "summary",
    "verified",
]
