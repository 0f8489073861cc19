"""The figures of a report as pictures (extra `plot`, which is matplotlib): the data are those of the page."""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from banbucheng.adapters.report._drawings import Bar, Bars, Columns, Dot, Dots, Drawing, Heat, drawings
from banbucheng.adapters.report._extra import needed
from banbucheng.adapters.report._fonts import font_for
from banbucheng.adapters.report._words import Words
from banbucheng.ledger import Report
from banbucheng.rulebook import Rulebook

__all__ = ["figures_png"]

_BAR, _BAD, _HEAT, _INK, _SOFT, _LINE, _BAND = (
    "#2f6db5",
    "#c0392b",
    "#b5472f",
    "#1d2530",
    "#5b6675",
    "#d8dee6",
    "#f4f6f9",
)
#: Inches of a picture: how wide, how high a standing figure, how high a line; and dots per inch.
_WIDE, _HIGH, _EACH, _DPI = 9.0, 3.6, 0.33, 160
#: From which shade on light letters read better.
_DARK = 0.65


def figures_png(
    report: Report, book: Rulebook, folder: Path, *, lang: str = "zh", font: Path | None = None
) -> tuple[Path, ...]:
    """
    Draw each figure of a report that has anything to show in a folder, which is made; the files written.

    They are `trend.png`, `kinds.png`, `causes.png`, `days.png`, `units.png` and `passes.png`, in that order.
    The font is the file given, that of BANBUCHENG_FONT, or the first CJK font of the system.

    Raises:
        BadInput: matplotlib is not installed, or there is no font that has every character.
    """
    drawn = drawings(report, Words(book, lang))
    path = font_for("".join(chain.from_iterable(map(_texts, drawn.values()))) + "0123456789.%/()", font)
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(_Picture(path).save(each, folder / f"{code}.png") for code, each in drawn.items())


def _texts(drawing: Drawing) -> Sequence[str]:
    """Every text of a figure."""
    given: list[str] = [drawing.title]
    match drawing:
        case Bars(bars=bars):
            given += [text for each in bars for text in (each.name, each.said)]
        case Columns(bars=bars, marks=marks):
            given += [*(text for each in bars for text in (each.name, each.said, each.below)), *marks.values()]
        case Dots(dots=dots):
            given += [text for each in dots for text in (each.name, each.said)]
        case Heat(names=names, cells=cells):
            given += [*names, *(said for _, said in cells.values())]
    return given


class _Picture:
    """A picture in one font."""

    def __init__(self, font: Path) -> None:
        fonts = needed("matplotlib.font_manager", extra="plot", package="matplotlib")
        #: No text is read as mathematics, whatever signs a name holds.
        self.text: dict[str, Any] = {"fontproperties": fonts.FontProperties(fname=str(font)), "parse_math": False}

    def save(self, drawing: Drawing, path: Path) -> Path:
        """Draw a figure into a file."""
        figure = needed("matplotlib.figure", extra="plot", package="matplotlib").Figure(
            figsize=(_WIDE, _height(drawing)), dpi=_DPI, layout="constrained"
        )
        axes = figure.add_subplot()
        axes.set_title(drawing.title, loc="left", color=_INK, fontsize=12, pad=14, **self.text)
        for side in ("top", "right", "left", "bottom"):
            axes.spines[side].set_visible(False)
        axes.tick_params(length=0, colors=_INK)
        match drawing:
            case Bars():
                self.bars(axes, drawing.bars)
            case Columns():
                self.columns(axes, drawing)
            case Dots():
                self.dots(axes, drawing.dots)
            case Heat():
                self.heat(axes, drawing)
        figure.savefig(path, metadata={"Software": None})
        return path

    def bars(self, axes: Any, bars: Sequence[Bar]) -> None:
        """Bars that lie, the first on top."""
        places = range(len(bars))
        axes.barh(places, [each.value for each in bars], color=[_shade(each) for each in bars], height=0.62)
        self.names(axes, [each.name for each in bars])
        axes.set_xticks([])
        axes.set_xlim(0, max(each.value for each in bars) * 1.12)
        for n, each in enumerate(bars):
            self.say(axes, each.value, n, f" {each.said}", ha="left")

    def columns(self, axes: Any, drawing: Columns) -> None:
        """Bars that stand, and the marks between them."""
        bars = drawing.bars
        most = max(each.value for each in bars)
        axes.bar(range(len(bars)), [each.value for each in bars], color=[_shade(each) for each in bars], width=0.66)
        names = [f"{each.name}\n{each.below}" if each.below else each.name for each in bars]
        axes.set_xticks(range(len(bars)), names, fontsize=9, **self.text)
        axes.set_yticks([])
        axes.set_ylim(0, most * 1.28)
        axes.set_xlim(-0.6, max(len(bars), 6) - 0.4)
        axes.axhline(0, color=_LINE, linewidth=1)
        for n, each in enumerate(bars):
            self.say(axes, n, each.value + most * 0.02, each.said, ha="center", va="bottom")
        for after, said in drawing.marks.items():
            axes.axvline(after + 0.5, ymax=0.94, color=_SOFT, linewidth=1, linestyle=(0, (4, 3)))
            self.say(axes, after + 0.56, most * 1.2, said, ha="left")

    def dots(self, axes: Any, dots: Sequence[Dot]) -> None:
        """Shares with their intervals."""
        self.names(axes, [each.name for each in dots])
        axes.set_xlim(0, 1.12)
        axes.set_xticks([n / 4 for n in range(5)], [f"{25 * n}%" for n in range(5)], fontsize=9, **self.text)
        axes.xaxis.grid(visible=True, color=_LINE)
        axes.xaxis.tick_top()
        axes.set_axisbelow(True)
        for n, each in enumerate(dots):
            axes.plot([each.low, each.high], [n, n], color=_BAR, linewidth=3, alpha=0.45, solid_capstyle="butt")
            axes.plot([each.value], [n], "o", color=_BAR, markersize=7)
            self.say(axes, 1.02, n, each.said, ha="left")

    def heat(self, axes: Any, drawing: Heat) -> None:
        """A table of pairs, the darker the more."""
        count = len(drawing.names)
        most = max(n for n, _ in drawing.cells.values())
        patches = needed("matplotlib.patches", extra="plot", package="matplotlib")
        for row in range(count):
            for column in range(count):
                number, said = drawing.cells.get((row, column), (0, ""))
                shade = 0.12 + 0.88 * number / most if number else 0.0
                square = (column - 0.47, row - 0.47)
                axes.add_patch(patches.Rectangle(square, 0.94, 0.94, color=_BAND))
                if number:
                    axes.add_patch(patches.Rectangle(square, 0.94, 0.94, color=_HEAT, alpha=shade))
                    self.say(axes, column, row, said, ha="center", color="white" if shade > _DARK else _INK)
        self.names(axes, [f"{name}  {n}" for n, name in enumerate(drawing.names, start=1)])
        axes.set_xticks(range(count), [str(n + 1) for n in range(count)], fontsize=9, **self.text)
        axes.xaxis.tick_top()
        axes.set_xlim(-0.5, count - 0.5)

    def names(self, axes: Any, names: Sequence[str]) -> None:
        """The names of the lines, the first on top."""
        axes.set_yticks(range(len(names)), names, fontsize=10, **self.text)
        axes.set_ylim(len(names) - 0.5, -0.5)

    def say(self, axes: Any, x: float, y: float, said: str, *, color: str = _SOFT, **where: str) -> None:
        """A text at a place."""
        axes.text(x, y, said, color=color, fontsize=9, **{"va": "center", **where}, **self.text)


def _height(drawing: Drawing) -> float:
    match drawing:
        case Columns():
            return _HIGH
        case Bars(bars=lines) | Dots(dots=lines):
            return 1.0 + _EACH * len(lines)
        case Heat(names=names):
            return 1.2 + 0.42 * len(names)


def _shade(bar: Bar) -> str:
    return _BAD if bar.bad else _BAR
