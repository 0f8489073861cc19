"""The record of what happened, and what can be learned from it (the ledger)."""

from banbucheng.ledger._entry import Entry, record, replay
from banbucheng.ledger._improvement import Function, HotSpot, Improvement, functions, hot_spots, recurrence
from banbucheng.ledger._pairs import Passes, ball_passing, digest, held
from banbucheng.ledger._proposals import Proposal, proposals, proposed_rule
from banbucheng.ledger._summary import Overdue, Share, Summary, Warned, summary

__all__ = [
    "Entry",
    "Function",
    "HotSpot",
    "Improvement",
    "Overdue",
    "Passes",
    "Proposal",
    "Share",
    "Summary",
    "Warned",
    "ball_passing",
    "digest",
    "functions",
    "held",
    "hot_spots",
    "proposals",
    "proposed_rule",
    "record",
    "recurrence",
    "replay",
    "summary",
]
