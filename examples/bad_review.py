"""
A bad review: the case is reopened on a clock of its own, and this time the unit is too slow.

The ladder is climbed from the yellow card to the circular, each step once, and higher each time. The first outcome
stays in the record; the second bad review cannot reopen the case again, so it is explained to the citizen.
Run it with `python examples/bad_review.py`.
"""

from typing import NamedTuple

from _telling import moment, refusal, tell, wait

from banbucheng import Case, Channel, Complaint, Desk, Outcome, Rating, Refusal, commands
from banbucheng.adapters.china import china
from banbucheng.adapters.clock import SettableClock
from banbucheng.adapters.memory import MemoryStore
from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.labels import word
from banbucheng.ledger import digest
from banbucheng.replies import FollowUp, Reply, Resolution
from banbucheng.terms import RegionCode, ReopenGround, StaffId

CLERK, OFFICER = StaffId("window-clerk"), StaffId("insurance-officer")


class Shown(NamedTuple):
    """What the story shows."""

    desk: Desk
    case: Case
    not_twice: Refusal
    not_silently: Refusal


def story() -> Shown:
    """Answered in time and badly, reopened, answered six working days late, explained, closed."""
    clock = SettableClock(moment("2025-03-10 09:30"))
    desk = Desk(store=MemoryStore(), book=load_profile("meizhou"), calendar=china(), clock=clock)
    complaint = Complaint(
        subject="住院报销交了材料，窗口态度不好，两个月没人管",
        received_at=clock.now(),
        channel=Channel.PHONE,
        region=RegionCode("441402"),
    )
    case = desk.register(complaint, by=CLERK)
    desk.do(case.number, commands.Accept(by=CLERK, problem=desk.book.suggested(complaint)))

    # The first handling is in time, and does not help.
    _sent(desk, case)
    wait(desk, clock, moment("2025-03-12 10:00"))
    done = Resolution(outcome=Outcome.DONE, account="已告知报销流程")
    _answered(desk, case, done, "报销流程见办事指南")
    wait(desk, clock, moment("2025-03-13 10:00"))
    bad = FollowUp(rating=Rating.VERY_DISSATISFIED, remark="“指南我看过，钱呢”")
    desk.do(case.number, commands.FollowUp(by=CLERK, follow_up=bad))

    # So once more, with two working days from now; nobody moves until the circular is out.
    wait(desk, clock, moment("2025-03-14 09:30"))
    reopen = commands.Reopen(by=CLERK, ground=ReopenGround.DISSATISFIED, reason="只答复流程，没有办理")
    desk.do(case.number, reopen)
    _sent(desk, case)
    wait(desk, clock, moment("2025-03-26 16:00"))
    partly = Resolution(outcome=Outcome.PARTLY_DONE, account="补办报销，扣除目录外费用")
    _answered(desk, case, partly, "报销款本周到账，目录外的药费不能报")

    wait(desk, clock, moment("2025-03-27 10:00"))
    worse = FollowUp(rating=Rating.DISSATISFIED, remark="“办是办了，拖了半个月”")
    desk.do(case.number, commands.FollowUp(by=CLERK, follow_up=worse))
    again = commands.Reopen(by=CLERK, ground=ReopenGround.DISSATISFIED, reason="仍不满意")
    not_twice = refusal(desk, case.number, again)
    not_silently = refusal(desk, case.number, commands.Close(by=CLERK))
    explained = "已向您书面致歉；责任单位被通报，目录外药费的依据已逐项说明"
    case = desk.do(case.number, commands.Close(by=CLERK, explanation=explained))
    return Shown(desk=desk, case=case, not_twice=not_twice, not_silently=not_silently)


def _sent(desk: Desk, case: Case) -> None:
    desk.do(case.number, commands.Assign(by=CLERK))
    desk.do(case.number, commands.Acknowledge(by=OFFICER))


def _answered(desk: Desk, case: Case, resolution: Resolution, text: str) -> None:
    desk.do(case.number, commands.Resolve(by=OFFICER, resolution=resolution))
    desk.do(case.number, commands.Verify(by=CLERK))
    desk.do(case.number, commands.Reply(by=CLERK, reply=Reply(outcome=resolution.outcome, text=text)))


if __name__ == "__main__":
    shown = story()
    tell(shown.desk, shown.case.number)
    for refused in (shown.not_twice, shown.not_silently):
        print(f"Refused: {refused.reason}")
    for round_, resolution in enumerate(shown.case.resolutions, start=1):
        print(f"Outcome {round_}: {word(f'outcome.{resolution.outcome}', 'en')}")
    for unit, steps in digest(shown.desk.store.ledger()).items():
        print(f"Steps addressed to {shown.desk.book.names_of(unit)['en']}: {len(steps)}")
