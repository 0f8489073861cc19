"""The record of what happened, and what can be learned from it (the ledger)."""

from banbucheng.ledger._entry import Entry, record, replay
from banbucheng.ledger._improvement import Function, HotSpot, Improvement, functions, hot_spots, recurrence
from banbucheng.ledger._pairs import Passes, ball_passing, digest, held, proposed_route
from banbucheng.ledger._summary import Overdue, Share, Summary, Warned, summary

__all__ = [
    "Entry",
    "Function",
    "HotSpot",
    "Improvement",
    "Overdue",
    "Passes",
    "Share",
    "Summary",
    "Warned",
    "ball_passing",
    "digest",
    "functions",
    "held",
    "hot_spots",
    "proposed_route",
    "record",
    "recurrence",
    "replay",
    "summary",
]
