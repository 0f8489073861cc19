"""What the desk answers, who must sign it, and what the citizen thinks of it."""

from attrs import field, frozen
from attrs.validators import min_len

from banbucheng.errors import BadInput
from banbucheng.terms import Outcome, Rating, StaffId

__all__ = ["FollowUp", "Reply", "ReplyPolicy", "Resolution"]


@frozen(kw_only=True)
class Resolution:
    """
    The handling unit's claim of how the matter ended; the case is not closed by it.

    Lawfully impossible needs the legal basis and a second signer: staff do not say "no" alone.
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


@frozen(kw_only=True)
class ReplyPolicy:
    """How often a citizen's dissatisfaction reopens a case."""

    reopenings: int
    source: str
