"""
An old citizen who cannot use a smartphone has to certify that the pension may go on: helped on the spot.

The typical case of Meizhou's window. Run it with `python examples/pension_certification.py`.
"""

from _telling import moment, tell, wait

from banbucheng import Case, Channel, Complainant, Complaint, Desk, Outcome, Problem, Rating, commands
from banbucheng.adapters.china import china
from banbucheng.adapters.clock import SettableClock
from banbucheng.adapters.memory import MemoryStore
from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.labels import word
from banbucheng.replies import FollowUp, Reply, Resolution
from banbucheng.terms import GradeCode, RegionCode, SpecialGroup, StaffId

CLERK = StaffId("window-clerk")


def story() -> tuple[Desk, Case]:
    """The desk after the case, and the case, archived."""
    clock = SettableClock(moment("2025-03-10 09:30"))
    desk = Desk(store=MemoryStore(), book=load_profile("meizhou"), calendar=china(), clock=clock)

    # A Monday. The citizen is known to the ledger as an elderly person, not by name.
    complaint = Complaint(
        subject="养老认证要刷脸，老人没有智能手机，排了两次队都没办成",
        received_at=clock.now(),
        channel=Channel.WINDOW,
        region=RegionCode("441402"),
        complainant=Complainant(groups=frozenset({SpecialGroup.ELDERLY})),
        visits=2,
    )
    number = desk.register(complaint, by=CLERK).number

    # The words speak for 不会办, one of Meizhou's five kinds; the clerk confirms it and can do it at once.
    suggested = desk.book.suggested(complaint)
    problem = Problem(kind=suggested.kind, causes=suggested.causes, grade=GradeCode("on_the_spot"))
    desk.do(number, commands.Accept(by=CLERK, problem=problem))

    # Twenty minutes at the terminal with a clerk beside: no department is asked, and the citizen has the answer.
    clock.put(moment("2025-03-10 09:50"))
    settle = commands.Settle(
        by=CLERK,
        resolution=Resolution(outcome=Outcome.DONE, account="工作人员在自助终端上帮老人完成认证"),
        reply=Reply(outcome=Outcome.DONE, text="养老认证已经办好，明年可以打电话预约上门认证"),
    )
    desk.do(number, settle)

    # Answered is not closed: the window calls within a working day and asks what the citizen thinks of it.
    wait(desk, clock, moment("2025-03-11 10:00"))
    thanks = FollowUp(rating=Rating.VERY_SATISFIED, remark="“十分钟就办好了”")
    desk.do(number, commands.FollowUp(by=CLERK, follow_up=thanks))
    desk.do(number, commands.Close(by=CLERK))

    wait(desk, clock, moment("2025-03-12 09:00"))
    return desk, desk.do(number, commands.Archive(by=CLERK))


if __name__ == "__main__":
    desk, case = story()
    tell(desk, case.number)
    for reached in case.reached:
        name = word(f"milestone.{reached.milestone}", "en")
        print(f"{name}: owed through {reached.deadline.on}, reached {reached.at:%Y-%m-%d %H:%M}")
