"""
Three departments pass the ball (踢皮球): the third dispatch ends in a dispute, and a named leader ends the dispute.

What the citizen was promised on the first day is the same on every day of it. Afterwards the ledger tells who passed
to whom, and proposes a rule so that the next such matter goes where it belongs at once.
Run it with `python examples/ball_passed_three_times.py`.
"""

from collections.abc import Mapping
from typing import NamedTuple

from _telling import dates, moment, refusal, tell, wait
from attrs import evolve

from banbucheng import Case, Channel, Complaint, Desk, Outcome, Rating, Refusal, Status, commands
from banbucheng.adapters.china import china
from banbucheng.adapters.clock import SettableClock
from banbucheng.adapters.memory import MemoryStore
from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.cases.events import Deadlines, Designated
from banbucheng.ledger import Passes, ball_passing, proposed_rule
from banbucheng.replies import FollowUp, Reply, Resolution
from banbucheng.returns import Return
from banbucheng.routing import Mentions, Rule, cell
from banbucheng.terms import KindCode, RegionCode, ReturnGround, StaffId, UnitCode

CLERK, LEADER = StaffId("window-clerk"), StaffId("deputy-head-of-meijiang")
CIVIL, MARKET, LAND = UnitCode("441402-civil"), UnitCode("441402-market"), UnitCode("441402-land")
#: The same department one level up.
CITY_MARKET = UnitCode("441400-market")
#: When each unit returned the matter, to whom, on what ground, and with what basis.
RETURNS = (
    ("2025-03-10 16:00", CIVIL, MARKET, ReturnGround.NOT_OUR_DUTY, "食品经营不在民政权责清单内"),
    ("2025-03-11 15:00", MARKET, LAND, ReturnGround.UNCLEAR_DUTY, "场地性质未定，应先由自然资源部门认定"),
    ("2025-03-12 10:30", LAND, CIVIL, ReturnGround.NOT_OUR_DUTY, "场地性质无争议，主办单位应为民政部门"),
)


class Shown(NamedTuple):
    """What the story shows."""

    desk: Desk
    case: Case
    #: What was owed to the citizen when it was accepted and after each step of the quarrel.
    promised: tuple[Deadlines, ...]
    no_third_time: Refusal
    no_agreement: Refusal
    no_return: Refusal
    passed: Mapping[tuple[UnitCode, UnitCode], Passes]
    rule: Rule


def story() -> Shown:
    """From the first return to the designation, in three days; closed within the ten that the citizen was promised."""
    clock = SettableClock(moment("2025-03-10 09:30"))
    desk = Desk(store=MemoryStore(), book=load_profile("meizhou"), calendar=china(), clock=clock)
    complaint = Complaint(
        subject="养老院食堂对外开老人饭桌，备案办不了，三个部门互相推",
        received_at=clock.now(),
        channel=Channel.WINDOW,
        region=RegionCode("441402"),
        visits=5,
    )
    number = desk.register(complaint, by=CLERK).number
    # The words speak as much for 不会办 as for 不给办; a person decides.
    problem = evolve(desk.book.suggested(complaint), kind=KindCode("refused"))
    promised = [desk.do(number, commands.Accept(by=CLERK, problem=problem)).deadlines]

    # Civil Affairs returns it to Market Regulation, that to Natural Resources, and that to Civil Affairs again.
    desk.do(number, commands.Assign(by=CLERK))
    for when, unit, to, ground, basis in RETURNS:
        wait(desk, clock, moment(when))
        claim = Return(ground=ground, basis=basis, belongs_to=to)
        case = desk.do(number, commands.Return(by=StaffId(unit), claim=claim))
        promised.append({each: case.deadlines[each] for each in promised[0]})
        if case.status == Status.RETURNED:
            desk.do(number, commands.Assign(by=CLERK))
    # The last of these was a dispute at once. Nobody can send the matter round once more:
    no_third_time = refusal(desk, number, commands.Assign(by=CLERK))

    # The conference of that afternoon agrees on one thing only, and that the rules forbid: a district leading its city.
    clock.put(moment("2025-03-12 15:00"))
    minutes = "会商：拟由区市场监管局主办、市市场监管局协办"
    confer = commands.Confer(by=CLERK, unit=MARKET, assisting=(CITY_MARKET,), minutes=minutes)
    no_agreement = refusal(desk, number, confer)

    # So a leader, by name, says who does it; and this cannot be returned.
    clock.put(moment("2025-03-12 17:00"))
    reason = "会商未果；餐饮备案以市场监管为主，民政出具养老机构证明"
    designate = commands.Designate(by=CLERK, leader=LEADER, unit=MARKET, assisting=(CIVIL,), reason=reason)
    case = desk.do(number, designate)
    promised.append({each: case.deadlines[each] for each in promised[0]})
    again = Return(ground=ReturnGround.SHARED_DUTY, basis="人手不足", belongs_to=LAND)
    no_return = refusal(desk, number, commands.Return(by=StaffId(MARKET), claim=again))

    case = _handled(desk, clock, case)
    decided = next(each for each in desk.store.entries(number) if isinstance(each.event, Designated))
    return Shown(
        desk=desk,
        case=case,
        promised=tuple(promised),
        no_third_time=no_third_time,
        no_agreement=no_agreement,
        no_return=no_return,
        passed=ball_passing(desk.store.ledger()),
        rule=proposed_rule(
            case,
            desk.book,
            when={"text": Mentions(any=frozenset({"老人饭桌"}))},
            basis="R",
            on=desk.calendar.date_of(decided.at),
        ),
    )


def _handled(desk: Desk, clock: SettableClock, case: Case) -> Case:
    """Both units do their part; the window answers on the day by which feedback was promised, and closes."""
    wait(desk, clock, moment("2025-03-14 11:00"))
    desk.do(case.number, commands.Assist(by=StaffId(CIVIL), unit=CIVIL, answer="已出具养老机构证明"))
    done = Resolution(outcome=Outcome.DONE, account="现场核查后完成备案")
    desk.do(case.number, commands.Resolve(by=StaffId(MARKET), resolution=done))
    wait(desk, clock, moment("2025-03-17 10:00"))
    desk.do(case.number, commands.Verify(by=CLERK))
    desk.do(case.number, commands.Reply(by=CLERK, reply=Reply(outcome=Outcome.DONE, text="备案已完成，可以开饭了")))
    wait(desk, clock, moment("2025-03-18 10:00"))
    desk.do(case.number, commands.FollowUp(by=CLERK, follow_up=FollowUp(rating=Rating.FAIRLY_SATISFIED)))
    return desk.do(case.number, commands.Close(by=CLERK))


if __name__ == "__main__":
    shown = story()
    tell(shown.desk, shown.case.number)
    for refused in (shown.no_third_time, shown.no_agreement, shown.no_return):
        print(f"Refused: {refused.reason}")
    for deadlines in shown.promised:
        print(f"Promised to the citizen: {dates(deadlines)}")
    names = shown.desk.book.names_of
    for (one, other), passes in shown.passed.items():
        print(f"{names(one)['en']} -> {names(other)['en']}: {passes.returned}, refused: {passes.refused}")
    rule = shown.rule
    wanted = ", ".join(f"{fact} {cell(condition)}" for fact, condition in rule.when.items())
    print(f"Proposed rule {rule.id}: {wanted} goes to {rule.then.lead}")
