"""The sample letters taken through the window, and some of the latest left where each role finds something to do."""

from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from attrs import evolve, frozen

from banbucheng import Complaint, Desk, Outcome, Problem, commands
from banbucheng.adapters.clock import SettableClock
from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.cases import Command
from banbucheng.cli._drive import Drive
from banbucheng.cli._letters import Letter, read_letters
from banbucheng.replies import Reply, Resolution
from banbucheng.returns import Return
from banbucheng.terms import (
    CaseNumber,
    CauseCode,
    GradeCode,
    KindCode,
    ReturnGround,
    StaffId,
    SuspensionGround,
    UnitCode,
)
from banbucheng.worktime import WorkingDays
from counter.hall import Hall

__all__ = ["play"]

#: Until when the letters drive themselves, and where the clock is left: a Wednesday, when all letters have come.
DRIVEN, END = "2025-11-05 08:40", "2025-11-05 16:10"
#: From this letter on nothing is answered but by the scenes below.
FIRST_OPEN = "B049"
#: Letters that the scenes register themselves, and a letter about a unit, which then has no part in it.
NEW = ("B059", "B060")
AGAINST = {"B057": frozenset({"441427-disabled"})}
#: Answered all the same, so that the last weeks are not all open.
ANSWERED = ("B050", "B053", "B055", "B058")


@frozen
class Scene:
    """Something that somebody did about a letter at a moment."""

    at: str
    letter: str
    #: None to register it.
    command: Command | None


def play(hall: Hall) -> int:
    """Take every letter through the window up to the end; returns how many there are."""
    letters = _letters(hall)
    first = letters[0].complaint.received_at
    with hall.visit() as visit:
        clock = SettableClock(first)
        desk = evolve(visit.desk, clock=clock)
        for number, letter in enumerate(letters, start=1):
            visit.people.keep(letter.complaint.complainant.token, f"反映人{letter.id}", f"0753-000-{number:04d}")
        driven = [letter for letter in letters if letter.id not in NEW]
        numbers = {letter.id: letter.complaint for letter in letters}
        for scene in _scenes():
            _until(desk, clock, driven, min(_moment(scene.at), _moment(DRIVEN)))
            clock.put(max(_moment(scene.at), clock.now()))
            told = numbers[scene.letter]
            if scene.command is None:
                desk.register(told, by=_clerk(desk.book.window_of(told.region)))
            else:
                desk.do(_number(desk, told), scene.command)
        clock.put(_moment(END))
        desk.inspect_all(by=StaffId("scheduler"))
        visit.clock.put(clock.now())
    return len(letters)


def _letters(hall: Hall) -> Sequence[Letter]:
    path = Path(str(files("banbucheng.profiles").joinpath("letters.csv")))
    read = read_letters(path, book=load_profile("meizhou"), calendar=hall.calendar).read
    return [_left(letter) for letter in read]


def _left(letter: Letter) -> Letter:
    """The letter with the token of whoever wrote it, and without the answer where it is to be left open."""
    told = letter.complaint
    complaint = evolve(
        told,
        complainant=evolve(told.complainant, token=f"person-{letter.id}"),
        against=AGAINST.get(letter.id, frozenset()),
    )
    answered = letter.answered_at if letter.id < FIRST_OPEN or letter.id in ANSWERED else None
    return evolve(letter, complaint=complaint, answered_at=answered)


def _until(desk: Desk, clock: SettableClock, letters: Sequence[Letter], until: datetime) -> None:
    for _ in Drive(desk, clock, letters, until).steps():
        pass


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}:00+08:00")


def _number(desk: Desk, complaint: Complaint) -> CaseNumber:
    found = desk.store.find(complaint.reference)
    if found is None:
        raise LookupError(complaint.reference)
    return found


def _officer(unit: str) -> StaffId:
    return StaffId(f"{unit}.department")


def _clerk(window: str) -> StaffId:
    return StaffId(f"{window}.clerk")


def _return(by: str, belongs_to: str, ground: ReturnGround, basis: str) -> Command:
    claim = Return(ground=ground, basis=basis, belongs_to=UnitCode(belongs_to))
    return commands.Return(by=_officer(by), claim=claim)


def _scenes() -> Sequence[Scene]:
    """What happens to the open ones, in the order of time."""
    bus = Resolution(outcome=Outcome.DONE, account="已核查窗口取号记录，清退场外中介，改为凭预约码取号。")
    plan = "已提供规划意见，审批与资金补助不属本局职责。"
    more = commands.AskExtension(
        by=_officer("441481-housing"), more=WorkingDays(3), reason="维修资金账户须与银行逐户对账"
    )
    wait = commands.Suspend(
        by=_officer("441423-medical"),
        ground=SuspensionGround.AWAITING_APPLICANT,
        approved_by=StaffId("441400.supervisor"),
        told="请补医院盖章的费用明细，收到后继续办理。",
        until=_moment("2025-11-11 17:30"),
    )
    by_hand = Problem(kind=KindCode("difficult"), grade=GradeCode("ordinary"), causes=frozenset({CauseCode("system")}))
    lift_done = Resolution(outcome=Outcome.DONE, account="11月3日三家现场联审，加装方案一次通过，今天发出施工许可。")
    answer = "您好，加装电梯已于今日批准施工。本次超过承诺时限，窗口向您致歉，原因和整改已记入台账。"
    land = Resolution(outcome=Outcome.PARTLY_DONE, account="规划许可已出，宅基地批准书待镇里补一份会签，预计本周。")
    progress = commands.GiveFeedback(by=_officer("441402-housing"), text="已约自然资源、城管两家本周五现场联审。")
    return (
        Scene("2025-10-23 10:40", "B051", commands.Acknowledge(by=_officer("441403-police"))),
        Scene("2025-10-23 11:20", "B052", commands.Acknowledge(by=_officer("441403-realty"))),
        Scene("2025-10-23 16:00", "B049", progress),
        Scene(
            "2025-10-24 09:10",
            "B052",
            _return("441403-realty", "441403-tax", ReturnGround.UNCLEAR_DUTY, "面积以税务登记为准，应由税务先行更正"),
        ),
        Scene("2025-10-24 10:00", "B052", commands.Assign(by=_clerk("441403"))),
        Scene("2025-10-24 15:00", "B051", commands.Resolve(by=_officer("441403-police"), resolution=bus)),
        Scene(
            "2025-10-24 15:30",
            "B052",
            _return("441403-tax", "441403-realty", ReturnGround.SHARED_DUTY, "产权面积由登记机构测绘认定"),
        ),
        Scene("2025-10-27 10:00", "B054", commands.Acknowledge(by=_officer("441481-housing"))),
        Scene("2025-10-27 17:00", "B054", more),
        Scene("2025-10-28 09:20", "B056", commands.Acknowledge(by=_officer("441423-medical"))),
        Scene("2025-10-28 10:00", "B056", wait),
        Scene("2025-11-04 16:40", "B059", None),
        Scene("2025-11-05 09:00", "B059", commands.Accept(by=_clerk("441481"), problem=by_hand)),
        Scene("2025-11-05 09:10", "B059", commands.Assign(by=_clerk("441481"))),
        Scene(
            "2025-11-05 10:00",
            "B049",
            commands.Assist(by=_officer("441402-realty"), unit=UnitCode("441402-realty"), answer=plan),
        ),
        Scene("2025-11-05 14:30", "B049", commands.Resolve(by=_officer("441402-housing"), resolution=lift_done)),
        Scene("2025-11-05 14:50", "B049", commands.Verify(by=_clerk("441402"))),
        Scene(
            "2025-11-05 15:10",
            "B049",
            commands.Reply(by=_clerk("441402"), reply=Reply(outcome=Outcome.DONE, text=answer)),
        ),
        Scene("2025-11-05 15:20", "B043", commands.Resolve(by=_officer("441424-land"), resolution=land)),
        Scene(
            "2025-11-05 15:30",
            "B059",
            _return("441481-market", "441400-market", ReturnGround.NOT_OUR_DUTY, "申报系统由市局统一建设和维护"),
        ),
        Scene("2025-11-05 15:40", "B059", commands.Assign(by=_clerk("441481"))),
        Scene("2025-11-05 15:51", "B060", None),
    )
