"""How many cases units lead before a change and after it, as bars: for the terminal, and as SVG."""

from collections.abc import Iterator, Sequence
from html import escape

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from banbucheng.cli._view import table
from banbucheng.labels import word
from banbucheng.routing import Load

__all__ = ["load_as_svg", "load_as_table"]

_BAR = 32
#: Pixels of the drawing: the height of a unit and of its head, the widths of a cell of text, the bars and the numbers.
_LINE, _HEAD, _CELL, _BARS, _NUMBERS = 36, 64, 7, 400, 150
_OLD, _NEW, _INK = "#9aa5b1", "#1f6feb", "#1f2933"


def load_as_table(load: Sequence[tuple[str, Load]], lang: str) -> Table:
    """A line for each unit: its name, its cases before and after, and both as bars."""
    most = max((max(each.old, each.new) for _, each in load), default=0) or 1
    made = table(word("route.load", lang))
    made.add_column(word("route.unit", lang), overflow="fold")
    for code in ("old", "new", "change"):
        made.add_column(word(f"route.{code}", lang), justify="right", no_wrap=True)
    made.add_column("", no_wrap=True)
    for name, each in load:
        made.add_row(name, str(each.old), str(each.new), _change(each), _bars(each, most))
    return made


def load_as_svg(load: Sequence[tuple[str, Load]], lang: str, *, title: str) -> str:
    """The same as a drawing that stands alone: two bars for each unit, the upper one before the change."""
    names = 24 + _CELL * max((cell_len(name) for name, _ in load), default=0)
    said = f"{word('route.load', lang)}: {title}"
    width = max(names + _BARS + _NUMBERS, 24 + (_CELL + 1) * cell_len(said))
    height = _HEAD + _LINE * len(load) + 8
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    look = f'font-family="sans-serif" font-size="13" fill="{_INK}" role="img" aria-label="{_plain(said)}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {look}>',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="12" y="24" font-size="15" font-weight="bold">{_plain(said)}</text>',
        *_legend(lang),
        *(line for n, (name, each) in enumerate(load) for line in _unit(n, name, each, load, names)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _change(load: Load) -> str:
    return f"{load.change:+}" if load.change else "0"


def _bars(load: Load, most: int) -> Text:
    """What stays, then what is lost in red or gained in green."""
    old, new = (round(_BAR * each / most) for each in (load.old, load.new))
    bar = Text("█" * min(old, new), style="cyan")
    return bar.append("░" * max(0, old - new), style="red").append("▓" * max(0, new - old), style="green")


def _legend(lang: str) -> Iterator[str]:
    for at, (code, colour) in enumerate((("old", _OLD), ("new", _NEW))):
        x = 12 + 110 * at
        yield f'<rect x="{x}" y="38" width="12" height="10" fill="{colour}"/>'
        yield f'<text x="{x + 18}" y="48">{_plain(word(f"route.{code}", lang))}</text>'


def _unit(n: int, name: str, load: Load, among: Sequence[tuple[str, Load]], x: int) -> Iterator[str]:
    most = max(max(each.old, each.new) for _, each in among) or 1
    y = _HEAD + _LINE * n
    yield f'<text x="{x - 8}" y="{y + 18}" text-anchor="end">{_plain(name)}</text>'
    for above, count, colour in ((2, load.old, _OLD), (15, load.new, _NEW)):
        yield f'<rect x="{x}" y="{y + above}" width="{_BARS * count / most:.1f}" height="12" fill="{colour}"/>'
    numbers = f"{load.old} → {load.new} ({_change(load)})"
    yield f'<text x="{x + _BARS + 8}" y="{y + 18}">{numbers}</text>'


def _plain(text: str) -> str:
    """Text that XML takes, without what it cannot hold."""
    return escape("".join(each if each.isprintable() else "\ufffd" for each in text))
