"""The doors: signing in as somebody of the hall, and a citizen's own matter by its receipt."""

import time
from collections.abc import Mapping, Sequence

from attrs import define, field
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from banbucheng import BanbuchengError, Case, CaseNotFound, Rating, Status, commands
from banbucheng.replies import FollowUp
from banbucheng.routing import WINDOW
from banbucheng.terms import CaseNumber, StaffId
from counter.days import Reading, explained
from counter.hall import Visit
from counter.people import Role, staff
from counter.told import for_citizen
from counter.web import Form, form_token, hall_of, page, remember, see, signed_in, words_of

__all__ = ["Tries", "router"]

router = APIRouter()
_HOME = {Role.CLERK: "/work", Role.DEPARTMENT: "/work", Role.SUPERVISOR: "/board"}
_CITIZEN = StaffId("citizen")


@define
class Tries:
    """How often somebody tried a wrong code lately: a receipt's code must not be found by trying."""

    most: int = 8
    seconds: float = 900.0
    failed: dict[str, list[float]] = field(factory=dict[str, list[float]])

    def spent(self, number: str) -> bool:
        """Whether no more tries are left for a number at present."""
        since = time.monotonic() - self.seconds
        self.failed = {each: kept for each, at in self.failed.items() if (kept := [one for one in at if one > since])}
        return len(self.failed.get(number, [])) >= self.most

    def note(self, number: str) -> None:
        """Count one more."""
        self.failed.setdefault(number, []).append(time.monotonic())


@router.get("/")
def front(request: Request) -> Response:
    """Where everybody comes in."""
    who = signed_in(request)
    return see(_HOME[who.role]) if who is not None else _front(request)


def _front(request: Request, fault: str = "", filled: Mapping[str, str] | None = None, status: int = 200) -> Response:
    hall = hall_of(request)
    with hall.visit() as visit:
        busy = _busy(visit)
        last = next((case for case in _all(visit)[::-1] if case.status is Status.REPLIED), None)
        now = visit.now
    units = [unit for unit in hall.book.units if unit.department != WINDOW]
    return page(
        request,
        "front",
        status=status,
        here="/",
        now=now,
        fault=fault,
        filled=filled or {},
        windows=[unit.code for unit in hall.book.units if unit.department == WINDOW],
        busy=busy,
        others=[unit.code for unit in units if unit.code not in busy],
        top=hall.book.regions[0].code,
        example=None if last is None else (last.number, hall.receipt(last.number)),
    )


def _all(visit: Visit) -> list[Case]:
    return list(visit.desk.store.cases())


def _busy(visit: Visit) -> list[str]:
    book = visit.desk.book
    at = [each for case in _all(visit) if case.open for each in (case.responsible, *sorted(case.awaited))]
    return [code for code in dict.fromkeys(at) if book.unit[code].department != WINDOW]


@router.post("/sign-in")
def sign_in(request: Request, form: Form) -> Response:
    """Become somebody of the hall; what the cookie held before is gone."""
    role, unit = _first(form, "role"), _first(form, "unit")
    who = staff(role, unit, hall_of(request).book)
    if who is None:
        raise HTTPException(403)
    lang = request.session.get("lang", "zh")
    request.session.clear()
    request.session.update({"role": str(who.role), "unit": str(who.unit), "lang": lang})
    form_token(request)
    return see(_HOME[who.role])


@router.post("/sign-out")
def sign_out(request: Request, _form: Form) -> Response:
    """Be nobody again."""
    lang = request.session.get("lang", "zh")
    request.session.clear()
    request.session["lang"] = lang
    return see("/")


@router.post("/matter")
def look_up(request: Request, form: Form) -> Response:
    """Open a matter by the number and the code on its receipt; what was wrong of the two is not told."""
    hall, words = hall_of(request), words_of(request)
    tries: Tries = request.app.state.tries
    number, code = _first(form, "number").strip(), _first(form, "code")
    if tries.spent(number):
        return _front(request, words.say("page.too_often"), {"number": number}, 429)
    if not _there(request, number) or not hall.receipt_fits(number, code):
        tries.note(number)
        return _front(request, words.say("page.wrong_receipt"), {"number": number}, 422)
    request.session["matter"] = number
    return see("/matter")


def _there(request: Request, number: str) -> bool:
    try:
        with hall_of(request).visit() as visit:
            visit.desk.store.get(CaseNumber(number))
    except CaseNotFound:
        return False
    return True


@router.get("/matter")
def matter(request: Request) -> Response:
    """A citizen's own matter: where it stands, by when what is owed and why, and what happened."""
    number = request.session.get("matter", "")
    return _matter(request, number) if number else see("/")


def _matter(request: Request, number: str, fault: str = "", status: int = 200) -> Response:
    words = words_of(request)
    with hall_of(request).visit() as visit:
        case = visit.desk.store.get(CaseNumber(number))
        entries = visit.desk.store.entries(case.number)
        return page(
            request,
            "matter",
            status=status,
            here="/matter",
            now=visit.now,
            fault=fault,
            case=case,
            deadlines=explained(Reading(case=case, entries=entries, desk=visit.desk, words=words, now=visit.now)),
            told=for_citizen(entries, words),
            ratings=list(Rating) if case.status is Status.REPLIED else [],
        )


@router.post("/matter/rate")
def rate(request: Request, form: Form) -> Response:
    """Say what one thinks of the answer."""
    number, words = request.session.get("matter", ""), words_of(request)
    if not number:
        return see("/")
    try:
        rated = FollowUp(rating=Rating(_first(form, "rating")), remark=_first(form, "remark").strip())
        with hall_of(request).visit() as visit:
            visit.desk.do(CaseNumber(number), commands.FollowUp(by=_CITIZEN, follow_up=rated))
    except BanbuchengError as error:
        return _matter(request, number, words.fault(error), 422)
    except ValueError:
        return _matter(request, number, words.say("page.fill_in", field=words.say("field.rating")), 422)
    remember(request, words.say("page.thanks"))
    return see("/matter")


@router.post("/matter/leave")
def leave(request: Request, _form: Form) -> Response:
    """Put the receipt away."""
    request.session.pop("matter", None)
    return see("/")


def _first(form: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(form.get(name, ())), "")
