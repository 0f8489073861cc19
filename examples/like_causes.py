"""
From one matter to one kind of matter (举一反三): a run of like causes, an improvement, and whether it helped.

Seven people come in March, five of them because one bureau's system loses their data. The ledger shows the hot spot,
the process is changed, and the month after says whether that helped. Run it with `python examples/like_causes.py`.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from _telling import moment, wait

from banbucheng import Case, Channel, Complaint, Desk, Outcome, Rating, commands
from banbucheng.adapters.china import china
from banbucheng.adapters.clock import SettableClock
from banbucheng.adapters.memory import MemoryStore
from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.labels import word
from banbucheng.ledger import Function, HotSpot, Improvement, functions, hot_spots, recurrence
from banbucheng.replies import FollowUp, Reply, Resolution
from banbucheng.terms import CauseCode, ImprovementKind, RegionCode, StaffId, UnitCode

CLERK, OFFICER = StaffId("window-clerk"), StaffId("officer")
#: What was told, and when.
BEFORE = (
    ("2025-03-05 10:00", "医保转移系统报错，跑了两趟没办成"),
    ("2025-03-10 09:30", "医保参保信息转过来就数据异常，报销不了"),
    ("2025-03-12 15:00", "医保关系转移，自助机故障，人工窗口又说只能用机器"),
    ("2025-03-14 10:30", "户口迁入，派出所窗口态度差"),
    ("2025-03-20 11:00", "医保转移接续，系统里查不到人"),
    ("2025-03-26 16:00", "公积金提取，要的材料指南上没有"),
    ("2025-03-27 09:10", "医保转移进度打不开，说是系统的事"),
)
AFTER = (
    ("2025-04-10 10:00", "营业执照地址填写，反复补正"),
    ("2025-04-16 14:30", "医保转移还是系统报错，不过当天就有人打电话来"),
)
#: Which of the window's four functions a cause calls for, as this city has decided.
CALLED_FOR: Mapping[Function, frozenset[CauseCode]] = {
    Function.CONSULTATION: frozenset({CauseCode("notice")}),
    Function.GUIDANCE: frozenset({CauseCode("material"), CauseCode("ability")}),
    Function.COORDINATION: frozenset({CauseCode("duty"), CauseCode("cross")}),
    Function.REFORM: frozenset({CauseCode("system"), CauseCode("process"), CauseCode("policy")}),
}


class Shown(NamedTuple):
    """What the story shows."""

    desk: Desk
    cases: tuple[Case, ...]
    spots: tuple[HotSpot, ...]
    functions: tuple[Function, ...]
    improvement: Improvement
    #: So many such cases in the thirty days before it was done, and so many in the thirty from then on.
    recurred: tuple[int, int]


def story() -> Shown:
    """From the first complaint in March to the count in May."""
    clock = SettableClock(moment("2025-03-05 09:00"))
    desk = Desk(store=MemoryStore(), book=load_profile("meizhou"), calendar=china(), clock=clock)
    before = [_handled(desk, clock, when, subject) for when, subject in BEFORE]

    # At the end of March the ledger is asked: which cause came to one unit three times or more?
    spots = hot_spots(before, least=3)
    worst = spots[0]
    improvement = Improvement(
        problem="参保信息跨统筹区转入时丢失，窗口看不到，群众反复跑",
        cause=worst.cause,
        unit=worst.unit,
        evidence=worst.cases,
        owner=UnitCode("441400-medical"),
        kind=ImprovementKind.PROCESS,
        measure="转入失败由系统自动建单，经办人当日联系群众，不再让群众自己来问；办事指南同步改写",
        due_on=date(2025, 4, 11),
    ).done(date(2025, 4, 3))

    after = [_handled(desk, clock, when, subject) for when, subject in AFTER]
    wait(desk, clock, moment("2025-05-06 09:00"))
    cases = (*before, *after)
    recurred = recurrence(improvement, cases, on=date(2025, 4, 3), days=30, calendar=desk.calendar)
    called_for = functions(worst, by_cause=CALLED_FOR)
    return Shown(desk=desk, cases=cases, spots=spots, functions=called_for, improvement=improvement, recurred=recurred)


def _handled(desk: Desk, clock: SettableClock, when: str, subject: str) -> Case:
    """One case, from the window to the unit that the routes name and back, all within its first hour."""
    wait(desk, clock, moment(when))
    complaint = Complaint(subject=subject, received_at=clock.now(), channel=Channel.WINDOW, region=RegionCode("441402"))
    number = desk.register(complaint, by=CLERK).number
    desk.do(number, commands.Accept(by=CLERK, problem=desk.book.suggested(complaint)))
    desk.do(number, commands.Assign(by=CLERK))
    desk.do(number, commands.Acknowledge(by=OFFICER))
    desk.do(number, commands.Resolve(by=OFFICER, resolution=Resolution(outcome=Outcome.DONE, account="人工补录办结")))
    desk.do(number, commands.Verify(by=CLERK))
    desk.do(number, commands.Reply(by=CLERK, reply=Reply(outcome=Outcome.DONE, text="已经办好")))
    desk.do(number, commands.FollowUp(by=CLERK, follow_up=FollowUp(rating=Rating.SATISFIED)))
    return desk.do(number, commands.Close(by=CLERK))


if __name__ == "__main__":
    shown = story()
    names = shown.desk.book.names_of
    for case in shown.cases:
        causes = ", ".join(names(cause)["en"] for cause in sorted(case.problem.causes)) if case.problem else ""
        print(f"{case.registered_at:%m-%d}  {case.complaint.subject} ({causes})")
    for spot in shown.spots:
        print(f"Hot spot: {names(spot.cause)['en']} at {names(spot.unit)['en']}, {len(spot.cases)} cases")
    print(f"It calls for: {', '.join(shown.functions)}")
    done = shown.improvement
    print(f"{word(f'improvement_kind.{done.kind}', 'en')}, done on {done.done_on}: {done.measure}")
    print(f"In the thirty days before: {shown.recurred[0]}; in the thirty from then on: {shown.recurred[1]}")
