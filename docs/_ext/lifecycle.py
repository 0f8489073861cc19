"""
The life of a case as a diagram and as a table, both from `banbucheng.cases.LIFECYCLE`.

Where a box stands and how an arrow runs is written by hand below. That a box or an arrow is there at all is the table's
to say: one without a place here, and a place for one that is gone, stop the build.
"""

from collections.abc import Iterator, Mapping
from html import escape

from sphinx.errors import ExtensionError

from banbucheng.cases import LIFECYCLE
from banbucheng.cases.events import Registered
from banbucheng.labels import word
from banbucheng.terms import Status

__all__ = ["diagram", "table"]

#: For each event, the statuses it may happen in and the one it leads to, by their names.
Table = Mapping[str, Mapping[str, str]]
Point = tuple[int, int]
#: One arrow of the table: event, from, to.
Move = tuple[str, str, str]

_WIDTH, _BOX_WIDTH, _BOX_HEIGHT = 900, 130, 46
_LEFT, _MIDDLE, _RIGHT = 85, 430, 750
_HALF, _TALL = _BOX_WIDTH // 2, _BOX_HEIGHT // 2
#: Where the boxes of the middle column begin and end.
_ENTRY, _EXIT = _MIDDLE - _HALF, _MIDDLE + _HALF
#: The lanes that long arrows run in, from the left.
_TO_ARCHIVE, _SETTLING, _RESOLVING, _REOPENING = 32, 290, 328, 872


def _row(number: int) -> int:
    return 66 + 88 * number


#: The middle of each status's box. The middle column is the way of a case to which nothing unusual happens.
PLACES: Mapping[str, Point] = {
    "registered": (_MIDDLE, _row(0)),
    "accepted": (_MIDDLE, _row(1)),
    "assigned": (_MIDDLE, _row(2)),
    "handling": (_MIDDLE, _row(3)),
    "resolved": (_MIDDLE, _row(4)),
    "verified": (_MIDDLE, _row(5)),
    "replied": (_MIDDLE, _row(6)),
    "followed_up": (_MIDDLE, _row(7)),
    "closed": (_MIDDLE, _row(8)),
    "archived": (_MIDDLE, _row(9)),
    "declined": (_LEFT, _row(0)),
    "withdrawn": (_LEFT + 35, _row(5)),
    "merged": (_LEFT + 45, _row(2)),
    "returned": (_RIGHT, _row(2)),
    "disputed": (_RIGHT, _row(3)),
}
#: The statuses within the frame, and the frame itself (left, top, right, bottom). An arrow that leaves all of them
#: leaves the frame.
FRAMED = frozenset({"registered", "accepted", "assigned", "handling", "returned", "disputed", "resolved", "verified"})
FRAME = (264, 30, 844, _row(5) + 36)


def _down(number: int) -> tuple[Point, ...]:
    return (_MIDDLE, _row(number) + _TALL), (_MIDDLE, _row(number + 1) - _TALL)


def _below(number: int) -> Point:
    return _MIDDLE + 8, _row(number) + 49


def _again(number: int) -> tuple[Point, ...]:
    return (_EXIT, _row(number)), (_REOPENING, _row(number)), (_REOPENING, _row(1)), (_EXIT, _row(1))


#: How each arrow runs, and where its name begins. Of arrows of one event that run together, one is named.
ROUTES: Mapping[Move, tuple[tuple[Point, ...], Point | None]] = {
    ("Accepted", "registered", "accepted"): (_down(0), _below(0)),
    ("Assigned", "accepted", "assigned"): (_down(1), _below(1)),
    ("Acknowledged", "assigned", "handling"): (_down(2), _below(2)),
    ("Resolved", "handling", "resolved"): (_down(3), _below(3)),
    ("Verified", "resolved", "verified"): (_down(4), _below(4)),
    ("Replied", "verified", "replied"): (_down(5), (_MIDDLE + 8, _row(5) + 56)),
    ("FollowedUp", "replied", "followed_up"): (_down(6), _below(6)),
    ("Closed", "followed_up", "closed"): (_down(7), _below(7)),
    ("Archived", "closed", "archived"): (_down(8), _below(8)),
    ("Declined", "registered", "declined"): (((_ENTRY, _row(0)), (_LEFT + _HALF, _row(0))), (178, _row(0) - 7)),
    ("Archived", "declined", "archived"): (
        ((_TO_ARCHIVE, _row(0) + _TALL), (_TO_ARCHIVE, _row(9)), (_ENTRY, _row(9))),
        (178, _row(9) - 7),
    ),
    ("Archived", "withdrawn", "archived"): (
        ((_LEFT + 35, _row(5) + _TALL), (_LEFT + 35, _row(9)), (_ENTRY, _row(9))),
        None,
    ),
    ("Withdrawn", "*", "withdrawn"): (((FRAME[0], _row(5)), (_LEFT + 35 + _HALF, _row(5))), (193, _row(5) - 7)),
    ("Settled", "accepted", "replied"): (
        ((_ENTRY, _row(1)), (_SETTLING, _row(1)), (_SETTLING, _row(6)), (_ENTRY, _row(6))),
        (_SETTLING + 6, _row(1) - 7),
    ),
    ("Resolved", "assigned", "resolved"): (
        ((_ENTRY, _row(2)), (_RESOLVING, _row(2)), (_RESOLVING, _row(4)), (_ENTRY, _row(4))),
        None,
    ),
    ("Returned", "assigned", "returned"): (
        ((_EXIT, _row(2) - 9), (_RIGHT - _HALF, _row(2) - 9)),
        (560, _row(2) - 15),
    ),
    ("Assigned", "returned", "assigned"): (
        ((_RIGHT - _HALF, _row(2) + 9), (_EXIT, _row(2) + 9)),
        (560, _row(2) + 25),
    ),
    ("Returned", "handling", "returned"): (
        ((_EXIT, _row(3) - 14), (572, _row(3) - 14), (703, _row(2) + _TALL)),
        (_EXIT + 10, _row(3) - 20),
    ),
    ("ReturnRefused", "returned", "handling"): (
        ((728, _row(2) + _TALL), (672, _row(3)), (_EXIT, _row(3))),
        (580, _row(3) - 4),
    ),
    ("Disputed", "returned", "disputed"): (
        ((775, _row(2) + _TALL), (775, _row(3) - _TALL)),
        (782, _row(2) + 49),
    ),
    ("Designated", "disputed", "handling"): (
        ((_RIGHT - _HALF, _row(3) + 14), (_EXIT, _row(3) + 14)),
        (578, _row(3) + 30),
    ),
    ("Conferred", "disputed", "handling"): (
        ((_RIGHT, _row(3) + _TALL), (_RIGHT, _row(3) + 38), (468, _row(3) + 38), (468, _row(3) + _TALL)),
        (640, _row(3) + 52),
    ),
    ("Merged", "accepted", "merged"): (
        ((_ENTRY, _row(1) + 10), (_LEFT + 45, _row(1) + 10), (_LEFT + 45, _row(2) - _TALL)),
        (_LEFT + 52, _row(1) + 4),
    ),
    ("Merged", "returned", "merged"): (
        ((_RIGHT, _row(2) - _TALL), (_RIGHT, _row(0) + 34), (_LEFT, _row(0) + 34), (_LEFT, _row(2) - _TALL)),
        None,
    ),
    ("Separated", "merged", "accepted"): (
        ((_LEFT + 45 + _HALF, _row(2)), (240, _row(2)), (240, _row(1) + 19), (_ENTRY, _row(1) + 19)),
        (_LEFT + 52 + _HALF, _row(2) + 18),
    ),
    ("Archived", "merged", "archived"): (
        ((_LEFT - 10, _row(2) + _TALL), (_LEFT - 10, _row(3)), (44, _row(3) + 20), (44, _row(9)), (_ENTRY, _row(9))),
        None,
    ),
    ("SentBack", "resolved", "handling"): (
        ((_EXIT, _row(4)), (540, _row(4)), (540, _row(4) - 32), (478, _row(3) + _TALL)),
        (547, _row(4) - 8),
    ),
    ("Reopened", "replied", "accepted"): (_again(6), (578, _row(1) - 7)),
    ("Reopened", "followed_up", "accepted"): (_again(7), None),
    ("Reopened", "closed", "accepted"): (_again(8), None),
}

_STYLE = """\
.lifecycle{overflow-x:auto}
.lifecycle svg{min-width:640px;width:100%;height:auto;font-family:var(--font-stack,sans-serif)}
.lifecycle .box{fill:var(--color-background-secondary,#f8f9fb);stroke:var(--color-foreground-secondary,#5a5c63)}
.lifecycle .end .box{stroke-dasharray:4 3}
.lifecycle .frame{fill:none;stroke:var(--color-foreground-border,#b0b2b8);stroke-dasharray:2 4}
.lifecycle .way{fill:none;stroke:var(--color-foreground-secondary,#5a5c63);stroke-width:1.3}
.lifecycle .head{fill:var(--color-foreground-secondary,#5a5c63)}
.lifecycle text{fill:var(--color-foreground-primary,#000);font-size:14px}
.lifecycle .status{font-size:15px;font-weight:600;text-anchor:middle}
.lifecycle .word{font-size:13px;text-anchor:middle;fill:var(--color-foreground-secondary,#5a5c63)}
.lifecycle .event{font-size:14px;paint-order:stroke;stroke:var(--color-background-primary,#fff);stroke-width:4px}
"""
_ARROW = """\
<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
<path class="head" d="M0,0 L8,4 L0,8 z"/></marker></defs>"""


def diagram(statuses: tuple[str, ...] = tuple(Status), lifecycle: Table | None = None) -> str:
    """
    The diagram as SVG, in the colours of the page.

    Raises:
        ExtensionError: a status or an arrow of the table has no place in this file, or the other way round.
    """
    moves = _moves(_named() if lifecycle is None else lifecycle)
    _same("statuses", set(statuses), set(PLACES))
    _same("arrows", set(moves), set(ROUTES))
    height = _row(9) + 40
    left, top, right, bottom = FRAME
    parts = [
        f'<div class="lifecycle"><style>{_STYLE}</style>',
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="The statuses of a case, and what leads where">',
        _ARROW,
        f'<rect class="frame" x="{left}" y="{top}" width="{right - left}" height="{bottom - top}" rx="10"/>',
        *(_way(ROUTES[move][0]) for move in moves),
        _way(((_MIDDLE, 8), (_MIDDLE, _row(0) - _TALL))),
        _text("event", (_MIDDLE + 8, 22), Registered.__name__),
        *(_box(status, bool(_leaves(status, moves))) for status in PLACES),
        *(_text("event", at, move[0]) for move in moves if (at := ROUTES[move][1]) is not None),
        "</svg></div>",
    ]
    return "```{raw} html\n" + "\n".join(parts) + "\n```\n"


def table() -> str:
    """Each event with the statuses that it can happen in and where it leads, in the order of the table in the code."""
    lines = ["| event | from | to |", "|---|---|---|", f"| {_event(Registered.__name__)} | - | `registered` |"]
    for name, row in _named().items():
        for to in dict.fromkeys(row.values()):
            sources = [source for source, target in row.items() if target == to and source != to]
            if sources:
                lines.append(f"| {_event(name)} | {_codes(sources)} | `{to}` |")
        stays = [source for source, target in row.items() if source == target]
        if stays:
            lines.append(f"| {_event(name)} | {_codes(stays)} | the same |")
    return "\n".join(lines) + "\n"


def _named() -> Table:
    return {
        event.__name__: {str(source): str(target) for source, target in row.items()} for event, row in LIFECYCLE.items()
    }


def _moves(lifecycle: Table) -> list[Move]:
    return [move for event, row in lifecycle.items() for move in _moves_of(event, row)]


def _moves_of(event: str, row: Mapping[str, str]) -> Iterator[Move]:
    targets = set(row.values())
    if len(targets) == 1 and set(row) == FRAMED:
        yield event, "*", *targets
        return
    for source, target in row.items():
        if source != target:
            yield event, source, target


def _leaves(status: str, moves: list[Move]) -> list[Move]:
    return [move for move in moves if move[1] == status or (move[1] == "*" and status in FRAMED)]


def _same(what: str, in_code: set[str] | set[Move], here: set[str] | set[Move]) -> None:
    if in_code != here:
        missing, gone = sorted(map(str, in_code - here)), sorted(map(str, here - in_code))
        raise ExtensionError(f"docs/_ext/lifecycle.py: {what} without a place: {missing}; not in the code: {gone}")


def _way(points: tuple[Point, ...]) -> str:
    path = " L".join(f"{x},{y}" for x, y in points)
    return f'<path class="way" d="M{path}" marker-end="url(#head)"/>'


def _box(status: str, goes_on: bool) -> str:  # noqa: FBT001 - a private piece of a drawing
    x, y = PLACES[status]
    return (
        f'<g class="{"on" if goes_on else "end"}">'
        f'<rect class="box" x="{x - _HALF}" y="{y - _TALL}" width="{_BOX_WIDTH}" height="{_BOX_HEIGHT}" rx="7"/>'
        f"{_text('status', (x, y - 3), status)}{_text('word', (x, y + 14), word(f'status.{status}', 'zh'))}</g>"
    )


def _text(kind: str, at: Point, text: str) -> str:
    return f'<text class="{kind}" x="{at[0]}" y="{at[1]}">{escape(text)}</text>'


def _event(name: str) -> str:
    return f"{{class}}`~banbucheng.cases.events.{name}` {word(f'event.{name}', 'zh')}"


def _codes(statuses: list[str]) -> str:
    return ", ".join(f"`{status}`" for status in statuses)
