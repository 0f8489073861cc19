"""
A desk as a router of FastAPI (extra `fastapi`): cases over JSON, with problem details, idempotency keys and pages.

The host says who is signed in, and opens the transaction. OpenAPI comes from our own JSON Schema.
"""

from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from typing import Annotated, Any, TypeAlias, cast

from fastapi import APIRouter, Depends, FastAPI, Header, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from banbucheng.adapters.json_schema import definitions
from banbucheng.cases import Command
from banbucheng.codec import to_json
from banbucheng.contrib.answers import Answer, Answers
from banbucheng.contrib.requests import COMMANDS, read_command, read_complaint, sent_schemas
from banbucheng.contrib.views import CasePage, CaseView, EntryView, ProblemDetails, case_view, entry_view, problem
from banbucheng.desk import Desk
from banbucheng.errors import BadInput, BanbuchengError, Fault, RulebookError
from banbucheng.ports import CaseFilter
from banbucheng.terms import CaseNumber, StaffId, Status, UnitCode

__all__ = ["MOST", "Opened", "desk_router", "document"]

#: A transaction of the host, as long as the block lasts: a desk on it, and the answers that were given before.
Opened: TypeAlias = Callable[[], AbstractContextManager[tuple[Desk, Answers]]]
#: The longest page.
MOST = 200

_AT = "#/components/schemas/"
_JSON, _PROBLEM = "application/json", "application/problem+json"
_Key: TypeAlias = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=128)]
_Work: TypeAlias = Callable[[Desk], Answer]


class _Route(APIRoute):
    """A route whose errors are problem details, without a handler in the host's application."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await handler(request)
            except BanbuchengError as error:
                return _told(error)
            except RequestValidationError as error:
                each = [Fault(".".join(map(str, one["loc"])), str(one["msg"])) for one in error.errors()]
                return _told(RulebookError("request", tuple(each)))

        return handle


def desk_router(opened: Opened, staff: Callable[..., Any]) -> APIRouter:
    """
    The routes of a desk, for `app.include_router`; call `document` on the application afterwards.

    `opened` gives a transaction, which is kept when its block ends and undone when it raises. `staff` is a dependency of
    FastAPI that says who is signed in, in the host's words, and raises where nobody is; whoever it lets through may
    register, see every case, and give every command that the rules allow.
    """
    router = APIRouter(route_class=_Route)
    _reads(router, opened, staff)
    _registers(router, opened, staff)
    for name, kind in COMMANDS.items():
        _commands(router, opened, staff, name, kind)
    return router


def document(app: FastAPI) -> None:
    """Put the schemas that the routes refer to into the OpenAPI document of the application."""
    drawn = app.openapi
    found = {**definitions((CaseView, CasePage, EntryView, ProblemDetails), at=_AT), **sent_schemas(at=_AT)}

    def openapi() -> dict[str, Any]:
        whole = drawn()
        whole.setdefault("components", {}).setdefault("schemas", {}).update(found)
        return whole

    # As FastAPI's own manual has it; the method is asked for by its name.
    setattr(app, "openapi", openapi)  # noqa: B010 - to a type checker a method may not be assigned


def _reads(router: APIRouter, opened: Opened, staff: Callable[..., Any]) -> None:
    at = "/cases/{number}"

    @router.get("/cases", responses=_answers(200, "CasePage"), dependencies=[Depends(staff)])
    def list_cases(
        *,
        status: Annotated[list[Status] | None, Query()] = None,
        open: Annotated[bool | None, Query()] = None,  # noqa: A002 - as the filter calls it
        unit: Annotated[str | None, Query(max_length=100)] = None,
        due_before: Annotated[datetime | None, Query()] = None,
        after: Annotated[str, Query(max_length=200)] = "",
        limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
    ) -> Response:
        """Cases, in the order of their registration, a page at a time."""
        wanted = CaseFilter(
            status=frozenset(status or ()),
            open=open,
            unit=None if unit is None else UnitCode(unit),
            due_before=due_before,
        )
        with opened() as (desk, _):
            page = desk.store.search(wanted, after=after, limit=limit)
            more = page.after if len(page.items) == limit else None
            return _json(CasePage(items=tuple(map(case_view, page.items)), next=more))

    @router.get(at, responses=_answers(200, "CaseView", 404), dependencies=[Depends(staff)])
    def get_case(number: str) -> Response:
        """One case."""
        with opened() as (desk, _):
            return _json(case_view(desk.store.get(CaseNumber(number))))

    @router.get(f"{at}/entries", responses=_answers(200, "EntryView", 404, many=True), dependencies=[Depends(staff)])
    def get_entries(number: str) -> Response:
        """What happened to a case, in order."""
        with opened() as (desk, _):
            entries = tuple(map(entry_view, desk.store.entries(CaseNumber(number))))
            return _json(entries, tuple[EntryView, ...])


def _registers(router: APIRouter, opened: Opened, staff: Callable[..., Any]) -> None:
    described = _answers(201, "CaseView", 200, 409)

    @router.post("/cases", status_code=201, responses=described, openapi_extra=_body("Complaint"))
    def register(
        request: Request,
        by: Annotated[str, Depends(staff)],
        text: Annotated[bytes, Depends(_text)],
        idempotency_key: _Key = None,
    ) -> Response:
        """Take a complaint in; one whose reference is known is the case that there is, with status 200."""
        complaint = read_complaint(text)

        def work(desk: Desk) -> Answer:
            known = bool(complaint.reference) and desk.store.find(complaint.reference) is not None
            case = desk.register(complaint, by=StaffId(by))
            return Answer(HTTPStatus.OK if known else HTTPStatus.CREATED, to_json(case_view(case)))

        return _once(opened, by, idempotency_key, _digest(request, text), work)


def _commands(router: APIRouter, opened: Opened, staff: Callable[..., Any], name: str, kind: type[Command]) -> None:
    described = _answers(200, "CaseView", 404, 409)

    @router.post(
        f"/cases/{{number}}/{name}",
        name=name,
        summary=(kind.__doc__ or name).strip().split("\n")[0],
        responses=described,
        openapi_extra=_body(f"commands.{kind.__name__}"),
    )
    def do(
        request: Request,
        number: str,
        by: Annotated[str, Depends(staff)],
        text: Annotated[bytes, Depends(_text)],
        idempotency_key: _Key = None,
    ) -> Response:
        command = read_command(kind, text, by=StaffId(by))

        def work(desk: Desk) -> Answer:
            return Answer(HTTPStatus.OK, to_json(case_view(desk.do(CaseNumber(number), command))))

        return _once(opened, by, idempotency_key, _digest(request, text), work)


def _once(opened: Opened, by: str, key: str | None, request: str, work: _Work) -> Response:
    """Do the work in a transaction, or answer as before."""
    with opened() as (desk, answers):
        answer = None if key is None else answers.known(by, key, request)
        if answer is None:
            answer = work(desk)
            if key is not None:
                answers.keep(by, key, request, answer, at=desk.clock.now())
    return Response(answer.body, answer.status, media_type=_JSON)


async def _text(request: Request) -> bytes:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _JSON:
        raise BadInput("Content-Type", kind, f"send {_JSON}")
    return await request.body()


def _digest(request: Request, text: bytes) -> str:
    return sha256(b"\n".join((request.method.encode(), request.url.path.encode(), text))).hexdigest()


def _json(value: object, kind: Any = None) -> Response:
    return Response(to_json(value, kind), media_type=_JSON)


def _told(error: BanbuchengError) -> Response:
    found = problem(error)
    return Response(to_json(found), found.status, media_type=_PROBLEM)


def _body(name: str) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {_JSON: {"schema": {"$ref": f"{_AT}{name}"}}}}}


def _answers(first: int, name: str, *others: int, many: bool = False) -> dict[int | str, dict[str, Any]]:
    """What a route may answer: the value, or a problem."""
    value: dict[str, Any] = {"$ref": f"{_AT}{name}"}
    value = {"type": "array", "items": value} if many else value
    said = {first: _described(first, _JSON, value)}
    for status in (*others, HTTPStatus.UNPROCESSABLE_ENTITY.value, HTTPStatus.SERVICE_UNAVAILABLE.value):
        fine = status == HTTPStatus.OK
        said[status] = _described(
            status, _JSON if fine else _PROBLEM, value if fine else {"$ref": f"{_AT}ProblemDetails"}
        )
    return cast("dict[int | str, dict[str, Any]]", said)


def _described(status: int, media: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": HTTPStatus(status).phrase, "content": {media: {"schema": schema}}}
