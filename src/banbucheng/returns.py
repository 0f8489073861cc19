"""When a unit may say that a matter is not its own, and when that becomes a dispute."""

from collections.abc import Sequence

from attrs import field, frozen
from attrs.validators import min_len

from banbucheng.terms import ReturnGround, UnitCode
from banbucheng.worktime import TimeLimit

__all__ = ["Return", "ReturnPolicy"]


@frozen(kw_only=True)
class Return:
    """A unit's claim that the matter belongs to another; without ground and basis there is none."""

    ground: ReturnGround
    #: The law, duty list or document that says so.
    basis: str = field(validator=min_len(1))
    #: The unit that it belongs to instead.
    belongs_to: UnitCode


@frozen(kw_only=True)
class ReturnPolicy:
    """
    The clock of each assignment, and how often a case may be sent out before somebody decides.

    It runs beside the citizen's clock and never moves it.
    """

    #: Within which a unit signs; one that keeps silent is deemed to have signed (Lvliang 2024).
    sign: TimeLimit
    #: Within which it may return, counted from the assignment.
    window: TimeLimit
    #: Within which the desk accepts or refuses a return.
    ruling: TimeLimit
    #: Within which the unit handles it; None where only the citizen's limits bind it.
    handle: TimeLimit | None = None
    #: Whether the upper level's department leads where both levels have a part in it (Weifang regulation art. 24).
    upper_leads: bool = True
    #: How many times a case may be sent out; a return after the last is a dispute.
    dispatches: int
    source: str

    def disputed(self, sent_to: Sequence[UnitCode], belongs_to: UnitCode) -> bool:
        """Whether one more dispatch would pass the ball: none is left, or it would go back to a former holder."""
        return len(sent_to) >= self.dispatches or belongs_to in sent_to
