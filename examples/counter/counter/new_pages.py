"""The pages of a new matter: its form, and the receipt that the citizen takes home."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from banbucheng import BadInput, BanbuchengError, Channel, Complainant, Complaint, DemandType
from banbucheng.terms import RegionCode, SpecialGroup
from counter.desk_pages import readable
from counter.people import Staff, knows, recused
from counter.web import Clerk, Form, hall_of, page, see, words_of

__all__ = ["router"]

router = APIRouter()


@router.get("/new")
def new(request: Request, who: Clerk) -> Response:
    """The form for a new matter."""
    return _new(request, who)


def _new(
    request: Request, who: Staff, *, fault: str = "", filled: Mapping[str, Sequence[str]] | None = None
) -> Response:
    book = hall_of(request).book
    region = book.unit[who.unit].region
    regions = [each.code for each in book.regions if region in {each.code, each.parent}]
    return page(
        request,
        "new",
        status=422 if fault else 200,
        fault=fault,
        filled=filled or {},
        channels=list(Channel),
        demands=list(DemandType),
        groups=list(SpecialGroup),
        regions=[(each, book.window_of(each)) for each in regions],
        units=[each.code for each in book.units if each.region == region],
    )


@router.post("/new")
def register(request: Request, who: Clerk, form: Form) -> Response:
    """Register a matter; who told it is kept apart, under a token that the ledger holds."""
    words = words_of(request)
    try:
        with hall_of(request).visit() as visit:
            count = visit.desk.store.take("counter-people")
            token = f"visitor-{count}"
            case = visit.desk.register(_complaint(form, token, visit.now), by=who.id)
            visit.people.keep(token, _one(form, "name"), _one(form, "phone"))
    except BanbuchengError as error:
        return _new(request, who, fault=words.fault(error), filled=form)
    except ValueError:
        return _new(request, who, fault=words.say("page.error_422"), filled=form)
    request.session["registered"] = case.number
    return see(f"/cases/{case.number}/receipt")


def _complaint(form: Mapping[str, Sequence[str]], token: str, now: datetime) -> Complaint:
    visits = _one(form, "visits") or "0"
    if not visits.isdecimal():
        raise BadInput("visits", visits, "give a whole number")
    groups = frozenset(SpecialGroup(each) for each in form.get("groups", ()))
    return Complaint(
        subject=_one(form, "subject"),
        detail=_one(form, "detail"),
        wish=_one(form, "wish"),
        received_at=now,
        channel=Channel(_one(form, "channel")),
        demand=DemandType(_one(form, "demand")),
        region=RegionCode(_one(form, "region")),
        complainant=Complainant(groups=groups, token=token),
        visits=int(visits),
        against=frozenset(form.get("against", ())),
    )


@router.get("/cases/{number}/receipt")
def receipt(request: Request, number: str, who: Clerk) -> Response:
    """The two lines that the citizen takes home; who registered the case hands them out, and the window that has it."""
    hall = hall_of(request)
    with hall.visit() as visit:
        case = readable(visit, number, who)
        if recused(case, who) or not (knows(case, who) or request.session.get("registered") == case.number):
            raise HTTPException(403)
        return page(request, "receipt", now=visit.now, case=case, code=hall.receipt(case.number))


def _one(form: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(form.get(name, ())), "").strip()
