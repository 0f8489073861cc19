"""Figures as SVG, from words and numbers alone; colours and fonts are those of the page around them."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from unicodedata import east_asian_width

from banbucheng.adapters.report._drawings import Bar, Bars, Columns, Dot, Dots, Drawing, Heat

__all__ = ["svg"]

_LINE, _LETTER = 26, 7.2
#: How much smaller small letters are.
_SMALL = 10 / 13
#: From which shade on light letters read better.
_DARK = 0.65
#: How wide the drawing of every figure is, in the units of its own scale.
WIDTH = 720


def svg(drawing: Drawing) -> str:
    """A figure of a report as SVG."""
    match drawing:
        case Bars():
            return _bars(drawing.bars, drawing.title)
        case Columns():
            return _columns(drawing.bars, drawing.title, drawing.marks)
        case Dots():
            return _dots(drawing.dots, drawing.title)
        case Heat():
            return _heat(drawing.names, drawing.cells, drawing.title)


def _width_of(text: str) -> float:
    """How wide a text is drawn: a Chinese letter is as wide as two others."""
    return _LETTER * sum(2 if east_asian_width(each) in "WF" else 1 for each in text)


def _bars(given: Sequence[Bar], title: str) -> str:
    """Bars that lie, one a line, each with its name before it and its number behind it."""
    left = _left([each.name for each in given])
    room = WIDTH - left - max((_width_of(each.said) for each in given), default=0) - 16
    most = max((each.value for each in given), default=0) or 1
    lines: list[str] = []
    for n, each in enumerate(given):
        long = max(room * each.value / most, 1 if each.value else 0)
        lines += [
            _text(left - 8, n * _LINE + 17, _cut(each.name, left - 8), "end", whole=each.name),
            _rect(_shade(each), left, n * _LINE + 5, long, 16),
            _text(left + long + 6, n * _LINE + 17, each.said, "start", "said"),
        ]
    return _svg(lines, len(given) * _LINE + 4, title)


def _columns(given: Sequence[Bar], title: str, marks: Mapping[int, str]) -> str:
    """Bars that stand, each over its name; a mark is a dashed line after the bar with that number, with its words."""
    high, base, step = 144, 180, WIDTH / max(len(given), 1)
    most = max((each.value for each in given), default=0) or 1
    thick = min(step * 0.7, 46)
    lines: list[str] = []
    for n, each in enumerate(given):
        middle, tall = step * (n + 0.5), high * each.value / most
        lines += [
            _rect(_shade(each), middle - thick / 2, base - tall, thick, tall),
            _text(middle, base + 18, each.name, "middle"),
            *([_text(middle, base + 35, each.below, "middle", "said")] if each.below else []),
            _text(middle, base - tall - 5, each.said, "middle", "said"),
        ]
    for after, said in marks.items():
        at = step * (after + 1)
        lines += [
            _line("mark", (at, 14), (at, base)),
            _text(at + 4, 12, said, "start", "said"),
        ]
    lines.append(_line("axis", (0, base), (WIDTH, base)))
    return _svg(lines, base + (45 if any(each.below for each in given) else 28), title)


def _dots(given: Sequence[Dot], title: str) -> str:
    """Shares on a scale from 0 to 100 %, one a line, each with its interval."""
    left = _left([each.name for each in given])
    room = WIDTH - left - max((_width_of(each.said) for each in given), default=0) - 24
    lines: list[str] = []
    for quarter in range(5):
        x = left + room * quarter / 4
        lines += [
            _line("grid", (x, 16), (x, len(given) * _LINE + 22)),
            _text(x, 11, f"{25 * quarter}%", "middle", "said"),
        ]
    for n, each in enumerate(given):
        y = n * _LINE + 31
        lines += [
            _text(left - 8, y + 5, _cut(each.name, left - 8), "end", whole=each.name),
            _line("span", (left + room * each.low, y), (left + room * each.high, y)),
            f'<circle class="dot" cx="{left + room * each.value:.1f}" cy="{y}" r="5"/>',
            _text(left + room + 14, y + 5, each.said, "start", "said"),
        ]
    return _svg(lines, len(given) * _LINE + 24, title)


def _heat(names: Sequence[str], cells: Mapping[tuple[int, int], tuple[int, str]], title: str) -> str:
    """A table of pairs, row to column, each the darker the larger its number; what is said shows in the cell."""
    left = _left(names, 20)
    side = min(64.0, (WIDTH - left) / max(len(names), 1))
    most = max((count for count, _ in cells.values()), default=0) or 1
    lines: list[str] = []
    for n, name in enumerate(names):
        lines += [
            _text(left - 8, 28 + side * (n + 0.5) + 5, _cut(name, left - 28), "end", whole=name),
            _text(left + side * (n + 0.5), 18, _nth(n), "middle"),
        ]
        lines.append(_text(10, 28 + side * (n + 0.5) + 5, _nth(n), "middle", "said"))
        for m in range(len(names)):
            count, said = cells.get((n, m), (0, ""))
            shade = 0.12 + 0.88 * count / most if count else 0.0
            x, y = left + side * m, 28 + side * n
            lines.append(_rect("cell", x, y, side - 2, side - 2))
            if count:
                style = "cell-dark" if shade > _DARK else "name"
                lines.append(_rect("heat", x, y, side - 2, side - 2, shade))
                wide, room = _width_of(said), side - 4
                look = style if wide <= room else f"{style} small"
                fits = said if wide * _SMALL <= room else str(count)
                lines.append(_text(x + side / 2 - 1, y + side / 2 + 4, fits, "middle", look, said))
    return _svg(lines, 32 + side * len(names), title)


def _shade(bar: Bar) -> str:
    return "bar bad" if bar.bad else "bar"


def _rect(style: str, x: float, y: float, width: float, height: float, opacity: float = 1.0) -> str:  # noqa: PLR0917 - as SVG has them
    seen = f' fill-opacity="{opacity:.2f}"' if opacity < 1 else ""
    return f'<rect class="{style}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="2"{seen}/>'


def _line(style: str, one: tuple[float, float], other: tuple[float, float]) -> str:
    return f'<line class="{style}" x1="{one[0]:.1f}" y1="{one[1]:.1f}" x2="{other[0]:.1f}" y2="{other[1]:.1f}"/>'


def _nth(n: int) -> str:
    return str(n + 1)


def _left(names: Sequence[str], more: float = 0) -> float:
    """How much room names take, at most half of the whole."""
    return min(max(map(_width_of, names), default=0) + 12 + more, WIDTH / 2)


def _cut(name: str, room: float) -> str:
    """As much of a name as there is room for."""
    if _width_of(name) <= room:
        return name
    while name and _width_of(name) > room - _LETTER * 2:
        name = name[:-1]
    return f"{name}\u2026"


def _text(x: float, y: float, text: str, anchor: str, style: str = "name", whole: str = "") -> str:  # noqa: PLR0917 - as SVG has them
    """A text at a place; where it had to be cut, the whole of it shows under the pointer."""
    more = f"<title>{escape(whole)}</title>" if whole not in {"", text} else ""
    return f'<text class="{style}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}{more}</text>'


def _svg(lines: Sequence[str], height: float, title: str) -> str:
    return "\n".join(_whole(lines, height, title))


def _whole(lines: Sequence[str], height: float, title: str) -> Iterator[str]:
    yield f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" xmlns="http://www.w3.org/2000/svg">'
    yield f"<title>{escape(title)}</title>"
    yield from lines
    yield "</svg>"
