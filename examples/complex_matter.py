"""
A complex matter over National Day: feedback on the fifth working day, the answer on the ninth.

Feedback and answer are two promises, and both are counted on the calendar as the State Council announced it: a worked
Sunday, eight days off and a worked Saturday lie between. Run it with `python examples/complex_matter.py`.
"""

from _telling import moment, tell, wait

from banbucheng import Case, Channel, Complainant, Complaint, Desk, Outcome, Rating, commands
from banbucheng.adapters.china import china
from banbucheng.adapters.clock import SettableClock
from banbucheng.adapters.memory import MemoryStore
from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.labels import word
from banbucheng.replies import FollowUp, Reply, Resolution
from banbucheng.terms import ComplainantKind, RegionCode, StaffId, UnitCode

CLERK, OFFICER, REGISTRAR = StaffId("window-clerk"), StaffId("housing-officer"), StaffId("registrar")


def story() -> tuple[Desk, Case]:
    """The desk after the case, and the case, closed after ten working days and nearly three weeks."""
    # Sunday, September 28, is worked; October 1 to 8 are off; Saturday, October 11, is worked.
    clock = SettableClock(moment("2025-09-28 10:00"))
    desk = Desk(store=MemoryStore(), book=load_profile("meizhou"), calendar=china(), clock=clock)
    complaint = Complaint(
        subject="旧厂房改造的施工许可卡了半年，五个部门要先后签字，前置手续互相等",
        received_at=clock.now(),
        channel=Channel.ONLINE,
        region=RegionCode("441402"),
        complainant=Complainant(kind=ComplainantKind.ORGANISATION),
    )
    number = desk.register(complaint, by=CLERK).number
    # 五个部门 speaks for a matter across units, which makes it complex: feedback in 5 working days, 10 at the latest.
    desk.do(number, commands.Accept(by=CLERK, problem=desk.book.suggested(complaint)))
    desk.do(number, commands.Assign(by=CLERK))

    wait(desk, clock, moment("2025-09-29 09:30"))
    desk.do(number, commands.Acknowledge(by=OFFICER))
    wait(desk, clock, moment("2025-09-30 16:00"))
    answer = "厂房权属清楚，登记信息已共享给住建局"
    desk.do(number, commands.Assist(by=REGISTRAR, unit=UnitCode("441402-realty"), answer=answer))

    # Eight days off: the scheduler asks the desk every morning, and nothing goes out before Friday, October 10, one
    # working day before the feedback is due. It is given in time, on the Saturday.
    wait(desk, clock, moment("2025-10-11 11:00"))
    text = "五个部门已开联席会，三个签字改为内部流转，余下两个下周三前完成"
    desk.do(number, commands.GiveFeedback(by=CLERK, text=text))

    # The ninth working day begins with the second yellow card, and ends with the answer.
    wait(desk, clock, moment("2025-10-16 10:00"))
    done = Resolution(outcome=Outcome.DONE, account="并联审批，施工许可证已核发")
    desk.do(number, commands.Resolve(by=OFFICER, resolution=done))
    clock.put(moment("2025-10-16 16:30"))
    desk.do(number, commands.Verify(by=CLERK))
    reply = Reply(outcome=Outcome.DONE, text="施工许可证已核发，可在网上下载电子证照")
    desk.do(number, commands.Reply(by=CLERK, reply=reply))

    wait(desk, clock, moment("2025-10-17 10:00"))
    desk.do(number, commands.FollowUp(by=CLERK, follow_up=FollowUp(rating=Rating.SATISFIED)))
    return desk, desk.do(number, commands.Close(by=CLERK))


if __name__ == "__main__":
    desk, case = story()
    tell(desk, case.number)
    came = desk.calendar.date_of(case.registered_at)
    for reached in case.reached:
        on = desk.calendar.date_of(reached.at)
        took = desk.calendar.workdays_between(came, on)
        name = word(f"milestone.{reached.milestone}", "en")
        print(f"{name}: owed through {reached.deadline.on}, reached on {on}, working day {took}")
