"""
A proof was lost twenty years ago and no counter dares to go on without it: the departments look it up themselves.

The route names a lead and an assisting unit, and the case is not resolved before both did their part.
Run it with `python examples/missing_proof.py`.
"""

from typing import NamedTuple

from _telling import moment, refusal, tell, wait

from banbucheng import Case, Channel, Complaint, Desk, Outcome, Rating, Refusal, commands
from banbucheng.adapters.china import china
from banbucheng.adapters.clock import SettableClock
from banbucheng.adapters.memory import MemoryStore
from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.replies import FollowUp, Reply, Resolution
from banbucheng.terms import RegionCode, StaffId, UnitCode

CLERK, REGISTRAR, TAX_OFFICER = StaffId("window-clerk"), StaffId("registrar"), StaffId("tax-officer")
TAX = UnitCode("441402-tax")


class Shown(NamedTuple):
    """What the story shows."""

    desk: Desk
    case: Case
    #: What the desk said when the lead wanted to finish without the other's part.
    too_early: Refusal


def story() -> Shown:
    """From the lost proof to a registered house, over two working days before Labour Day."""
    # A Sunday, but worked in exchange for a day of the holiday: the window is open, and its day counts.
    clock = SettableClock(moment("2025-04-27 10:00"))
    desk = Desk(store=MemoryStore(), book=load_profile("meizhou"), calendar=china(), clock=clock)
    complaint = Complaint(
        subject="房屋过户要完税证明，当年那张遗失了，跑了三趟没办成",
        wish="能不能由部门之间核对，不要再让我找",
        received_at=clock.now(),
        channel=Channel.WINDOW,
        region=RegionCode("441402"),
        visits=3,
    )
    number = desk.register(complaint, by=CLERK).number
    desk.do(number, commands.Accept(by=CLERK, problem=desk.book.suggested(complaint)))

    # Told once, and completely: what to bring, and what the citizen need not bring.
    notice = "请带身份证、房产证原件和买卖合同；完税证明由部门共享核验，不用您再提供"
    desk.do(number, commands.GiveNotice(by=CLERK, text=notice))
    desk.do(number, commands.Assign(by=CLERK))

    wait(desk, clock, moment("2025-04-28 09:10"))
    desk.do(number, commands.Acknowledge(by=REGISTRAR))
    done = Resolution(outcome=Outcome.DONE, account="税务部门共享完税信息，容缺受理后当场登记")
    too_early = refusal(desk, number, commands.Resolve(by=REGISTRAR, resolution=done))

    clock.put(moment("2025-04-28 11:00"))
    found = "征管系统查到契税完税记录，电子证明已推送登记中心"
    desk.do(number, commands.Assist(by=TAX_OFFICER, unit=TAX, answer=found))

    clock.put(moment("2025-04-28 15:30"))
    desk.do(number, commands.Resolve(by=REGISTRAR, resolution=done))

    # The unit says that it is done; the window looks for itself, and then answers.
    wait(desk, clock, moment("2025-04-29 09:30"))
    desk.do(number, commands.Verify(by=CLERK))
    answer = Reply(outcome=Outcome.DONE, text="过户登记已完成，请带身份证来领新证")
    desk.do(number, commands.Reply(by=CLERK, reply=answer))

    wait(desk, clock, moment("2025-04-30 10:00"))
    desk.do(number, commands.FollowUp(by=CLERK, follow_up=FollowUp(rating=Rating.SATISFIED, remark="“没再让我跑”")))
    return Shown(desk=desk, case=desk.do(number, commands.Close(by=CLERK)), too_early=too_early)


if __name__ == "__main__":
    shown = story()
    tell(shown.desk, shown.case.number)
    print(f"Before the tax office had answered: {shown.too_early}")
