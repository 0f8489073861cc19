"""
The life of a case: what can be asked of it, what can happen to it, and what may follow what.

`decide` turns a command into events or refuses; `apply` turns a case and an event into the next case.
Commands are in `banbucheng.cases.commands`, events in `banbucheng.cases.events`.
"""

from banbucheng.cases import commands, events
from banbucheng.cases._case import OPEN, AskedExtension, Case, Merger, Reached, Suspension
from banbucheng.cases._clock_decisions import next_inspection
from banbucheng.cases._decide import decide, register
from banbucheng.cases._lifecycle import LIFECYCLE, REPEATABLE, apply, begin
from banbucheng.cases._number import Numbering, number_by_window_and_day, numbered
from banbucheng.cases._visibility import sees, sees_identity
from banbucheng.cases.commands import Command
from banbucheng.cases.events import Event

__all__ = [
    "LIFECYCLE",
    "OPEN",
    "REPEATABLE",
    "AskedExtension",
    "Case",
    "Command",
    "Event",
    "Merger",
    "Numbering",
    "Reached",
    "Suspension",
    "apply",
    "begin",
    "commands",
    "decide",
    "events",
    "next_inspection",
    "number_by_window_and_day",
    "numbered",
    "register",
    "sees",
    "sees_identity",
]
