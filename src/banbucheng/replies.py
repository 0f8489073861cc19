"""What the desk answers, who must sign it, and what the citizen thinks of it."""

from attrs import field, frozen
from attrs.validators import min_len

from banbucheng.errors import BadInput
from banbucheng.terms import Outcome, Rating, StaffId, UnitCode
from banbucheng.worktime import TimeLimit

__all__ = ["FollowUp", "Objection", "Reply", "ReplyPolicy", "Resolution"]


@frozen(kw_only=True)
class Resolution:
    """
    The handling unit's claim of how the matter ended; the case is not closed by it.

    Lawfully impossible needs the legal basis and a second signer: staff do not say "no" alone. Redirecting needs the
    legal procedure that is open instead.
    """

    outcome: Outcome
    #: What was done.
    account: str = field(validator=min_len(1))
    legal_basis: str = ""
    second_signer: StaffId | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a "no" without its basis and second signer."""
        if self.outcome == Outcome.NOT_LAWFUL and not (self.legal_basis and self.second_signer):
            raise BadInput("resolution", str(self.outcome), "give the legal basis and a second signer")
        if self.outcome == Outcome.REDIRECTED and not self.legal_basis:
            raise BadInput("resolution", str(self.outcome), "name the legal procedure that is open instead")


@frozen(kw_only=True)
class Reply:
    """The desk's answer to the citizen."""

    outcome: Outcome
    text: str = field(validator=min_len(1))


@frozen(kw_only=True)
class FollowUp:
    """What the citizen said when asked afterwards; no rating where nobody could be reached."""

    rating: Rating | None
    remark: str = ""

    @property
    def bad(self) -> bool:
        """Whether it is a bad review, which has duties of its own."""
        return self.rating is not None and self.rating.bad


@frozen(kw_only=True)
class Objection:
    """A unit's objection to a rating that it finds unfair, and what became of it."""

    unit: UnitCode
    reason: str = field(validator=min_len(1))
    #: None until it has been ruled on; a rating whose objection is upheld does not count.
    upheld: bool | None = None


@frozen(kw_only=True)
class ReplyPolicy:
    """How often, and how long after its closure, a case may be reopened."""

    reopenings: int
    #: Counted from the closure, not from the last edit; later facts make a new, linked case.
    reopen_within: TimeLimit
    source: str
