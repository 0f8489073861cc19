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
from banbucheng.ledger._entry import Entry, record, replay
from banbucheng.ledger._improvement import Function, HotSpot, Improvement, functions, hot_spots, recurrence
from banbucheng.ledger._pairs import Passes, ball_passing, digest, held, proposed_route
from banbucheng.ledger._seal import Leaf, Proof, Seal, check_proof, proved, sealed, seals_hold
from banbucheng.ledger._summary import Overdue, Share, Summary, Warned, summary

__all__ = [
    "ALGORITHMS",
    "SHA256",
    "SM3",
    "Entry",
    "Finding",
    "Flaw",
    "Function",
    "HotSpot",
    "Improvement",
    "Leaf",
    "Line",
    "Overdue",
    "Passes",
    "Proof",
    "Said",
    "Seal",
    "Share",
    "Summary",
    "Told",
    "Warned",
    "ball_passing",
    "check_proof",
    "digest",
    "first_flaw",
    "functions",
    "held",
    "hot_spots",
    "link",
    "proposed_route",
    "proved",
    "record",
    "recurrence",
    "replay",
    "sealed",
    "seals_hold",
    "summary",
    "verified",
]
