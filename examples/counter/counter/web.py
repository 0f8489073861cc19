"""What every page shares: who asks, in which language, with which token; and the making of the page."""

import hmac
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from counter.hall import Hall
from counter.people import Role, Staff, staff
from counter.words import LANGUAGES, Words

__all__ = [
    "Clerk",
    "Form",
    "Overseer",
    "SignedIn",
    "form_token",
    "hall_of",
    "page",
    "remember",
    "see",
    "signed_in",
    "words_of",
]

_HERE = Path(__file__).parent


def _marked(text: str, found: Sequence[str]) -> Markup:
    """A text with some words marked; everything in it is escaped."""
    safe = str(escape(text))
    for each in sorted({str(escape(word)) for word in found}, key=len, reverse=True):
        safe = safe.replace(each, f"\x02{each}\x03")
    return Markup(safe.replace("\x02", "<mark>").replace("\x03", "</mark>"))  # noqa: S704 - it was escaped above


_PAGES = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def hall_of(request: Request) -> Hall:
    """The hall that the application was made over."""
    hall: Hall = request.app.state.hall
    return hall


def words_of(request: Request) -> Words:
    """How the reader is spoken to: as asked for in the address, or as chosen before."""
    asked = request.query_params.get("lang", "")
    if asked in LANGUAGES:
        request.session["lang"] = asked
    hall = hall_of(request)
    lang = request.session.get("lang", "zh")
    return Words(lang=lang if lang in LANGUAGES else "zh", book=hall.book, zone=hall.calendar.zone)


def form_token(request: Request) -> str:
    """The token that a form must bring back, one for each visitor."""
    token: str = request.session.setdefault("csrf", secrets.token_urlsafe(24))
    return token


def signed_in(request: Request) -> Staff | None:
    """Who signed in, if anybody of the staff did."""
    return staff(request.session.get("role", ""), request.session.get("unit", ""), hall_of(request).book)


def _somebody(request: Request) -> Staff:
    who = signed_in(request)
    if who is None:
        raise HTTPException(303, headers={"Location": "/"})
    return who


def _one_of(role: Role, who: Staff) -> Staff:
    if who.role is not role:
        raise HTTPException(403)
    return who


SignedIn = Annotated[Staff, Depends(_somebody)]


def _clerk(who: SignedIn) -> Staff:
    return _one_of(Role.CLERK, who)


def _overseer(who: SignedIn) -> Staff:
    return _one_of(Role.SUPERVISOR, who)


Clerk = Annotated[Staff, Depends(_clerk)]
Overseer = Annotated[Staff, Depends(_overseer)]


async def _form(request: Request) -> Mapping[str, Sequence[str]]:
    """The fields of a form, whose token is the visitor's own; nothing that writes does without it."""
    form = await request.form()
    values = {name: [each for each in form.getlist(name) if isinstance(each, str)] for name in form}
    brought = next(iter(values.get("csrf", [])), "")
    if not hmac.compare_digest(brought.encode(), form_token(request).encode()):
        raise HTTPException(403, "token")
    return values


Form = Annotated[Mapping[str, Sequence[str]], Depends(_form)]


def remember(request: Request, said: str) -> None:
    """Keep a sentence for the next page."""
    request.session["said"] = said


def see(where: str) -> RedirectResponse:
    """Go on to a page after something was done, so that a reload does not do it again."""
    return RedirectResponse(where, 303)


def page(request: Request, name: str, *, status: int = 200, here: str = "", **values: Any) -> HTMLResponse:
    """A page of the counter from its template; `here` is its address where a form was sent to another."""
    words = words_of(request)
    other = "en" if words.lang == "zh" else "zh"
    hall = hall_of(request)
    if "now" not in values:
        with hall.visit() as visit:
            values["now"] = visit.now
    made = _PAGES.get_template(f"{name}.html").render(
        t=words.say,
        words=words,
        lang=words.lang,
        other=other,
        path=request.url.path,
        translated=f"{here or request.url.path}?{urlencode({**request.query_params, 'lang': other})}",
        marked=_marked,
        who=signed_in(request),
        csrf=form_token(request),
        said=request.session.pop("said", "") if status == 200 else "",  # noqa: PLR2004 - a page as it should be
        **values,
    )
    return HTMLResponse(made, status)
