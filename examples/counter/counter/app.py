"""The application over a hall."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.sessions import SessionMiddleware

from banbucheng import StoreUnavailable
from counter import desk_pages, doors, new_pages, overseeing
from counter.hall import Hall
from counter.web import page, see

__all__ = ["app_over"]

_STATIC = Path(__file__).parent / "static"
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def app_over(hall: Hall, *, https: bool = False) -> FastAPI:
    """The counter over a hall; with `https`, its cookie is sent over nothing else."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.state.hall = hall
    app.state.tries = doors.Tries()
    for each in (doors, new_pages, desk_pages, overseeing):
        app.include_router(each.router)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    app.middleware("http")(_guarded)
    app.add_middleware(
        SessionMiddleware,
        secret_key=hall.secret.hex(),
        session_cookie="counter",
        same_site="lax",
        https_only=https,
        max_age=8 * 3600,
    )
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(StoreUnavailable, _unavailable)
    return app


async def _guarded(request: Request, following: Callable[[Request], Awaitable[Response]]) -> Response:
    """No page is kept by a browser or a proxy, framed elsewhere, or allowed to load anything from elsewhere."""
    response = await following(request)
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if not request.url.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if isinstance(error, HTTPException) and status == 303:  # noqa: PLR2004 - see other
        return see((error.headers or {})["Location"])
    stale = isinstance(error, HTTPException) and error.detail == "token"
    code = "stale_form" if stale else str(status if status in {403, 404, 405} else 422)
    return page(request, "error", status=status, code=f"page.error_{code}")


def _unavailable(_request: Request, _error: Exception) -> Response:
    # The page asks the database for the time; where that is what failed, it says so in words alone.
    return Response("503 · 数据库暂时无法使用，什么都没有写入 / the database cannot be used; nothing was written", 503)
