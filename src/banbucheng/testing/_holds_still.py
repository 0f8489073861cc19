"""What a command may not change in a case."""

from banbucheng.cases import Case, Command
from banbucheng.cases import commands as c
from banbucheng.testing._case_laws import promised

__all__ = ["assert_holds_still"]

#: The commands that may change what the citizen was promised, or when.
_MOVERS = (
    *(c.Accept, c.Decline, c.Settle, c.Resume, c.Extend, c.Reclassify, c.GiveFeedback, c.Contact),
    *(c.Reply, c.FollowUp, c.Reopen, c.Withdraw, c.Close, c.ChangeEdition, c.Recount),
)


def assert_holds_still(before: Case, given: Command, after: Case) -> None:
    """What no command may change, and what most may not: an edit, a note, a transfer or a rating moves no deadline."""
    assert before.reached == after.reached[: len(before.reached)]
    assert _told(before) == _told(after)
    # The outcome of an earlier handling is kept for good.
    kept = before.round - 1
    assert before.resolutions[:kept] == after.resolutions[:kept]
    # The clock of the citizen starts with a handling, and never by a return, a transfer or an edit.
    if not isinstance(given, c.Accept | c.Reopen):
        started = before.clock and before.clock.started_at
        assert started == (after.clock and after.clock.started_at)
    if not isinstance(given, _MOVERS) and (before.suspension is None or not isinstance(given, c.Inspect)):
        assert promised(before) == promised(after)
    # A pause or an extension takes nothing away, and brings nothing forward.
    if isinstance(given, c.Resume | c.Extend):
        assert before.deadlines.keys() == after.deadlines.keys()
        assert all(before.deadlines[each].at <= due.at for each, due in after.deadlines.items())
    # Under the same limits, on the same calendar, moving and counting anew move nothing.
    if isinstance(given, c.ChangeEdition | c.Recount):
        moments = [[(each, due.at) for each, due in case.deadlines.items()] for case in (before, after)]
        assert moments[0] == moments[1]


def _told(case: Case) -> tuple[object, ...]:
    return case.complaint, case.window, case.registered_at
