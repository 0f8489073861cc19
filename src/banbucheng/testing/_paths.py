"""Shortest ways of a case to statuses that by chance alone it seldom reaches."""

from collections.abc import Mapping, Sequence

from banbucheng.cases import Command
from banbucheng.cases import commands as c
from banbucheng.replies import FollowUp, Reply, Resolution
from banbucheng.returns import Return
from banbucheng.rulebook import Rulebook
from banbucheng.taxonomy import Problem
from banbucheng.terms import Outcome, Rating, ReturnGround, Status, UnitCode
from banbucheng.testing._commands import CLERK, UNIT, departments

__all__ = ["paths"]


def paths(book: Rulebook) -> Mapping[Status, Sequence[Command]]:
    """The commands that bring a case of the hardest grade there from its registration, under most rulebooks."""
    one, *others = departments(book)
    hardest = Problem(kind=book.unsorted.kind, grade=book.taxonomy.grades[-1].code)
    handled = (c.Accept(by=CLERK, problem=hardest), c.Assign(by=CLERK), c.Acknowledge(by=UNIT))
    done = Resolution(outcome=Outcome.DONE, account="done at the counter")
    replied = (
        *handled,
        c.Resolve(by=UNIT, resolution=done),
        c.Verify(by=CLERK),
        c.Reply(by=CLERK, reply=Reply(outcome=Outcome.DONE, text="it is done")),
    )
    return {
        Status.HANDLING: handled,
        Status.DISPUTED: (*handled, _returned((*others, one)[0]), c.Assign(by=CLERK), _returned(one)),
        Status.REPLIED: replied,
        Status.FOLLOWED_UP: (*replied, c.FollowUp(by=CLERK, follow_up=FollowUp(rating=Rating.SATISFIED))),
    }


def _returned(to: UnitCode) -> Command:
    claim = Return(ground=ReturnGround.NOT_OUR_DUTY, basis="the list of duties, item 7", belongs_to=to)
    return c.Return(by=UNIT, claim=claim)
