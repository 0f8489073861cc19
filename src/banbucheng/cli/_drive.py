"""Letters driven through a desk with a moving clock, from the moment they came to the moment they were closed."""

import heapq
from collections.abc import Iterator, Sequence
from datetime import datetime

from attrs import evolve, frozen

from banbucheng.adapters.clock import SettableClock
from banbucheng.cases import Case, Command, commands, next_inspection
from banbucheng.cli._letters import Letter
from banbucheng.desk import Desk
from banbucheng.replies import FollowUp, Reply, Resolution
from banbucheng.terms import Channel, DeclineGround, GradeCode, Outcome, ReopenGround, StaffId, Status
from banbucheng.worktime import EndOfBusiness, WorkingHours, due

__all__ = ["Drive"]

_CLERK, _UNIT, _SUPERVISOR = StaffId("clerk"), StaffId("unit"), StaffId("supervisor")
_DONE = Resolution(outcome=Outcome.DONE, account="as the answer on file says")
_ANSWERED = Reply(outcome=Outcome.DONE, text="as the answer on file says")
#: What the clerk needs to call a citizen back, in working hours after the reply.
_CALL_BACK = WorkingHours(4)


@frozen
class Drive:
    """
    Plays every letter until the file has no more to say of it, or until a last moment.

    The next step of a case follows from the case and its letter alone, so that a run that was cut off goes on where it
    stopped and ends as one that was not.
    """

    desk: Desk
    clock: SettableClock
    letters: Sequence[Letter]
    until: datetime

    def steps(self) -> Iterator[int]:
        """Take one step after the other in the order of time; yields how many letters are through."""
        cases = {n: case for n in range(len(self.letters)) if (case := self._known(n)) is not None}
        moments = {n: self._moment(cases.get(n), letter) for n, letter in enumerate(self.letters)}
        queue = [(moment, n) for n, moment in moments.items() if moment is not None]
        heapq.heapify(queue)
        yield len(self.letters) - len(queue)
        while queue:
            moment, n = heapq.heappop(queue)
            self.clock.put(max(moment, self.clock.now()))
            cases[n] = self._take(cases.get(n), self.letters[n])
            following = self._moment(cases[n], self.letters[n])
            if following is not None:
                heapq.heappush(queue, (following, n))
            yield len(self.letters) - len(queue)

    def _known(self, n: int) -> Case | None:
        number = self.desk.store.find(self.letters[n].complaint.reference)
        return None if number is None else self.desk.store.get(number)

    def _take(self, case: Case | None, letter: Letter) -> Case:
        if case is None:
            return self.desk.register(letter.complaint, by=_CLERK)
        planned = self._planned(case, letter)
        return case if planned is None else self.desk.do(case.number, planned[1])

    def _moment(self, case: Case | None, letter: Letter) -> datetime | None:
        """When the next step of a letter is, if that is not after the end."""
        if case is None:
            moment = letter.complaint.received_at
        else:
            planned = self._planned(case, letter)
            if planned is None:
                return None
            moment = max(planned[0], case.last_at)
        return moment if moment <= self.until else None

    def _planned(self, case: Case, letter: Letter) -> tuple[datetime, Command] | None:
        work = self._work(case, letter)
        inspection = next_inspection(case, book=self.desk.book, calendar=self.desk.calendar)
        if inspection is not None and (work is None or inspection < work[0]):
            return inspection, commands.Inspect(by=_SUPERVISOR)
        return work

    def _work(self, case: Case, letter: Letter) -> tuple[datetime, Command] | None:
        """What people do next, and when."""
        answered = letter.answered_at if case.round == 1 else self._answered_again(case)
        match case.status:
            case Status.REGISTERED if letter.declined is not None:
                return case.last_at, self._declining(case, letter.declined)
            case Status.REGISTERED:
                problem = self.desk.book.suggested(case.complaint)
                grade = GradeCode("on_the_spot") if self._on_the_spot(letter) else problem.grade
                return case.last_at, commands.Accept(by=_CLERK, problem=evolve(problem, grade=grade))
            case Status.ACCEPTED if case.round == 1 and self._on_the_spot(letter) and answered is not None:
                return answered, commands.Settle(by=_CLERK, resolution=_DONE, reply=_ANSWERED)
            case Status.ACCEPTED:
                return case.last_at, commands.Assign(by=_CLERK)
            case Status.ASSIGNED | Status.HANDLING if answered is not None and case.awaited:
                unit = min(case.awaited)
                return answered, commands.Assist(by=_UNIT, unit=unit, answer="as the answer on file says")
            case Status.ASSIGNED | Status.HANDLING if answered is not None:
                return answered, commands.Resolve(by=_UNIT, resolution=_DONE)
            case Status.RESOLVED:
                return case.last_at, commands.Verify(by=_CLERK)
            case Status.VERIFIED:
                return case.last_at, commands.Reply(by=_CLERK, reply=_ANSWERED)
            case Status.REPLIED:
                rating = letter.rating if case.round == 1 else None
                called = due(_CALL_BACK, case.last_at, self.desk.calendar).at
                return called, commands.FollowUp(by=_CLERK, follow_up=FollowUp(rating=rating))
            case Status.FOLLOWED_UP:
                return case.last_at, self._ending(case)
            case _:
                return None

    def _declining(self, case: Case, ground: DeclineGround) -> Command:
        """A duplicate is told how the case stands that it repeats."""
        same = next(self.desk.suspected_duplicates(case.complaint), None)
        same_as, told = ("", "") if same is None else (same.number, f"{same.number}: {same.status}")
        return commands.Decline(by=_CLERK, ground=ground, same_as=same_as, told=told)

    def _ending(self, case: Case) -> Command:
        rating = None if case.follow_up is None else case.follow_up.rating
        if rating is not None and rating.bad and case.round <= self.desk.book.replies.reopenings:
            return commands.Reopen(by=_CLERK, ground=ReopenGround.DISSATISFIED, reason=f"rated {rating}")
        return commands.Close(by=_CLERK)

    def _answered_again(self, case: Case) -> datetime:
        """A file has one answer only; a matter that was reopened is taken for done at the next close of business."""
        return due(EndOfBusiness(), case.running_since, self.desk.calendar).at

    def _on_the_spot(self, letter: Letter) -> bool:
        answered = letter.answered_at
        return (
            letter.complaint.channel == Channel.WINDOW
            and answered is not None
            and self.desk.calendar.date_of(answered) == self.desk.calendar.date_of(letter.complaint.received_at)
            and "on_the_spot" in [grade.code for grade in self.desk.book.taxonomy.grades]
        )
