"""
Proof that a rulebook keeps the laws of the window: every matter lands, every matter is answered, nothing goes round.

`prove` walks every abstract state that a case can reach under a rulebook, through the very functions that run live.
`broken_at_once` finds in microseconds what can be seen without walking; the desk asks it before it opens.
"""

from banbucheng.proof._laws import Law
from banbucheng.proof._prove import Proof, Story, prove
from banbucheng.proof._sketch import broken_at_once

__all__ = ["Law", "Proof", "Story", "broken_at_once", "prove"]
