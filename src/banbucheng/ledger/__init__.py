"""The record of what happened, and what can be learned from it (the ledger)."""

from banbucheng.ledger._entry import Entry, record, replay
from banbucheng.ledger._summary import Overdue, Share, Summary, Warned, summary

__all__ = ["Entry", "Overdue", "Share", "Summary", "Warned", "record", "replay", "summary"]
