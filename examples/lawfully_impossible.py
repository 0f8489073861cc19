"""
A matter that the law does not allow: a "no" needs its legal basis and a second signer, and says where to go instead.

Without the two there is no such answer, not even by mistake. Run it with `python examples/lawfully_impossible.py`.
"""

from typing import NamedTuple

from _telling import moment, refusal, tell, wait

from banbucheng import BadInput, Case, Channel, Complaint, Desk, Outcome, Problem, Rating, Refusal, commands
from banbucheng.adapters.china import china
from banbucheng.adapters.clock import SettableClock
from banbucheng.adapters.memory import MemoryStore
from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.replies import FollowUp, Reply, Resolution
from banbucheng.terms import GradeCode, KindCode, RegionCode, StaffId

CLERK, OFFICER, HEAD = StaffId("window-clerk"), StaffId("civil-affairs-officer"), StaffId("head-of-civil-affairs")
ACCOUNT = "同住的儿子名下有两套商品房，家庭财产超过低保规定"
BASIS = "《社会救助暂行办法》（国务院令第649号）第九条：须符合当地最低生活保障家庭财产状况规定"


class Shown(NamedTuple):
    """What the story shows."""

    desk: Desk
    case: Case
    without_basis: BadInput
    alone: Refusal


def story() -> Shown:
    """Refused twice, then said as it must be said; the citizen gets help of another kind."""
    clock = SettableClock(moment("2025-04-30 09:30"))
    desk = Desk(store=MemoryStore(), book=load_profile("meizhou"), calendar=china(), clock=clock)
    complaint = Complaint(
        subject="申请低保三次都没批，也不说为什么，家里有人得了大病",
        received_at=clock.now(),
        channel=Channel.HOTLINE,
        region=RegionCode("441402"),
        visits=3,
    )
    number = desk.register(complaint, by=CLERK).number
    # The words alone suggest nothing; a person sorts it.
    problem = Problem(kind=KindCode("unwilling"), grade=GradeCode("ordinary"))
    desk.do(number, commands.Accept(by=CLERK, problem=problem))
    desk.do(number, commands.Assign(by=CLERK))
    clock.put(moment("2025-04-30 11:00"))
    desk.do(number, commands.Acknowledge(by=OFFICER))

    # After Labour Day. "No" and nothing else cannot even be written down ...
    wait(desk, clock, moment("2025-05-06 10:00"))
    without_basis = _without_basis()
    # ... and one person cannot say it alone, signing twice.
    no = Resolution(outcome=Outcome.NOT_LAWFUL, account=ACCOUNT, legal_basis=BASIS, second_signer=OFFICER)
    alone = refusal(desk, number, commands.Resolve(by=OFFICER, resolution=no))

    # With the basis, and signed by the head of the bureau.
    clock.put(moment("2025-05-06 16:00"))
    no = Resolution(outcome=Outcome.NOT_LAWFUL, account=ACCOUNT, legal_basis=BASIS, second_signer=HEAD)
    desk.do(number, commands.Resolve(by=OFFICER, resolution=no))

    # The window looks whether that is right, and tells the citizen why, and what can be had instead.
    wait(desk, clock, moment("2025-05-07 10:00"))
    desk.do(number, commands.Verify(by=CLERK))
    text = f"低保依法不能办：{ACCOUNT}。因大病造成的困难，可以按同一办法第四十七条向街道办事处申请临时救助，窗口陪您去"
    desk.do(number, commands.Reply(by=CLERK, reply=Reply(outcome=Outcome.NOT_LAWFUL, text=text)))

    wait(desk, clock, moment("2025-05-08 10:00"))
    heard = FollowUp(rating=Rating.FAIRLY_SATISFIED, remark="“总算有人说清楚了，临时救助已经在办”")
    desk.do(number, commands.FollowUp(by=CLERK, follow_up=heard))
    return Shown(desk=desk, case=desk.do(number, commands.Close(by=CLERK)), without_basis=without_basis, alone=alone)


def _without_basis() -> BadInput:
    try:
        Resolution(outcome=Outcome.NOT_LAWFUL, account=ACCOUNT)
    except BadInput as refused:
        return refused
    raise AssertionError("a bare no was taken")


if __name__ == "__main__":
    shown = story()
    tell(shown.desk, shown.case.number)
    print(f"Refused: {shown.without_basis}")
    print(f"Refused: {shown.alone.reason}")
    said = shown.case.resolutions[-1]
    print(f"Legal basis: {said.legal_basis}; second signer: {said.second_signer}")
