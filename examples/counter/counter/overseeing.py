"""The supervisor's pages: the board of what needs attention, the month report, and the clock of the demonstration."""

from datetime import date, timedelta
from io import StringIO

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from banbucheng import BadInput, Status, summary
from banbucheng.adapters.report import ledger_csv
from banbucheng.adapters.report import page as report_page
from banbucheng.ledger import Report, measures
from banbucheng.ledger import month as month_of
from banbucheng.ledger import report as report_over
from banbucheng.terms import StaffId
from counter.desk_pages import rows
from counter.hall import Visit
from counter.people import recused
from counter.web import Form, Overseer, hall_of, page, remember, see, words_of

__all__ = ["router"]

router = APIRouter()
_SOON, _LAST = 2, 8


@router.get("/board")
def board(request: Request, who: Overseer) -> Response:
    """What needs attention: overdue, disputed, asked for, stopped, due soon, and the steps taken last."""
    words = words_of(request)
    with hall_of(request).visit() as visit:
        desk = visit.desk
        cases = list(desk.store.cases())
        found = summary(cases, desk.store.ledger(), as_of=visit.now, calendar=desk.calendar)
        open_ones = rows([case for case in cases if case.open], who, visit, words)
        lists = {
            "disputes": [row for row in open_ones if row.case.status is Status.DISPUTED],
            "asked": [row for row in open_ones if row.case.asked is not None],
            "overdue": [row for row in open_ones if row.left is not None and row.left < 0],
            "soon": [row for row in open_ones if row.left is not None and 0 <= row.left <= _SOON],
            "stopped": [row for row in open_ones if row.stopped],
        }
        hidden = {case.number for case in cases if recused(case, who)}
        warned = [each for each in found.warned[::-1] if each.number not in hidden][:_LAST]
        return page(request, "board", now=visit.now, lists=lists, found=found, warned=warned)


@router.get("/report")
def report(request: Request, _who: Overseer, month: str = "") -> Response:
    """The figures of a month, with the way to the whole report."""
    with hall_of(request).visit() as visit:
        chosen = month or f"{visit.now.astimezone(visit.desk.calendar.zone):%Y-%m}"
        made = _report(visit, chosen)
        months = sorted({f"{each:%Y-%m}" for each in _received(visit)}, reverse=True)
        return page(request, "report", now=visit.now, month=chosen, months=months, report=made, measures=measures())


@router.get("/report/page")
def whole_report(request: Request, _who: Overseer, month: str = "") -> Response:
    """The whole report, one page that stands alone and prints on A4."""
    with hall_of(request).visit() as visit:
        made = _report(visit, month)
        text = report_page(made, visit.desk.book, zone=visit.desk.calendar.zone, lang=words_of(request).lang)
    return HTMLResponse(text, headers={"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"})


@router.get("/report/ledger.csv")
def ledger(request: Request, _who: Overseer, month: str = "") -> Response:
    """The ledger of a month as CSV, a line a case; nothing in it is about a person."""
    with hall_of(request).visit() as visit:
        made = _report(visit, month)
        text = StringIO(newline="")
        ledger_csv(made.rows, visit.desk.book, text, lang=words_of(request).lang)
    name = {"Content-Disposition": f'attachment; filename="ledger-{made.first:%Y-%m}.csv"'}
    return Response(text.getvalue().encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=name)


def _received(visit: Visit) -> list[date]:
    zone = visit.desk.calendar.zone
    return [case.complaint.received_at.astimezone(zone).date() for case in visit.desk.store.cases()]


def _report(visit: Visit, month: str) -> Report:
    try:
        first, last = month_of(month)
    except BadInput:
        raise HTTPException(422) from None
    desk = visit.desk
    return report_over(
        desk.store.ledger(), book=desk.book, calendar=desk.calendar, first=first, last=last, as_of=visit.now
    )


@router.post("/clock")
def clock(request: Request, _who: Overseer, form: Form) -> Response:
    """Let time pass, and do what has come due; a real host's scheduler calls the same."""
    words = words_of(request)
    with hall_of(request).visit() as visit:
        calendar, now = visit.desk.calendar, visit.now
        following = calendar.workday_after(calendar.date_of(now), 1)
        ways = {"hour": now + timedelta(hours=1), "morning": calendar.opens(following)}
        until = ways.get(next(iter(form.get("way", ())), ""))
        if until is None:
            raise HTTPException(422)
        visit.clock.put(until)
        done = visit.desk.inspect_all(by=StaffId("scheduler"))
    remember(request, f"{words.moment(until)} · {words.say('page.board')}: {len(done)}")
    return see("/board")
