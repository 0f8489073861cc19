"""A picture of who takes how many times as long as whom, as SVG; no library draws it."""

from collections.abc import Sequence
from math import log10
from xml.sax.saxutils import escape

__all__ = ["picture"]

_WIDTH, _LEFT, _RIGHT, _LINE, _HEAD = 760, 250, 90, 20, 34
_STYLE = """\
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600 }
.figure { font-variant-numeric: tabular-nums }
.ours { fill: #c0392b } .other { fill: #9aa4af } .grid { stroke: #d8dee4 }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .grid { stroke: #30363d } .other { fill: #6e7781 } }"""

Bars = Sequence[tuple[str, Sequence[tuple[str, float]]]]


def picture(groups: Bars, ours: str) -> str:
    """One group of bars for each question: how many times as long as ours each takes, on a scale of powers of ten."""
    groups = [(title, bars) for title, bars in groups if len(bars) > 1]
    height = sum(_HEAD + _LINE * len(bars) + 12 for _, bars in groups) + 10
    size = f'width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}"'
    label = "How many times as long as banbucheng each library takes, on a logarithmic scale"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{label}">',
        f"<style>{_STYLE}</style>",
    ]
    top = 0
    for title, bars in groups:
        base = bars[0][1]
        ratios = [(name, took / base) for name, took in bars]
        lines += _group(title, ratios, ours, top)
        top += _HEAD + _LINE * len(bars) + 12
    return "\n".join([*lines, "</svg>", ""])


def _group(title: str, ratios: Sequence[tuple[str, float]], ours: str, top: int) -> Sequence[str]:
    least = min(0.0, *(log10(ratio) for _, ratio in ratios)) - 0.3
    most = max(1.0, *(log10(ratio) for _, ratio in ratios))
    scale = (_WIDTH - _LEFT - _RIGHT) / (most - least)
    lines = [f'<text class="title" x="8" y="{top + 20}">{escape(title)}</text>']
    one = _LEFT - least * scale
    bottom = top + _HEAD + _LINE * len(ratios)
    lines.append(f'<line class="grid" x1="{one:.1f}" x2="{one:.1f}" y1="{top + _HEAD - 4}" y2="{bottom}"/>')
    for place, (name, ratio) in enumerate(ratios):
        y, width = top + _HEAD + _LINE * place, max((log10(ratio) - least) * scale, 2)
        kind = "ours" if name.startswith(ours) else "other"
        lines += [
            f'<text x="{_LEFT - 8}" y="{y + 12}" text-anchor="end">{escape(name)}</text>',
            f'<rect class="{kind}" x="{_LEFT}" y="{y + 1}" width="{width:.1f}" height="{_LINE - 6}" rx="2"/>',
            f'<text class="figure" x="{_LEFT + width + 6:.1f}" y="{y + 12}">{_ratio(ratio)}</text>',
        ]
    return lines


def _ratio(ratio: float) -> str:
    return f"{ratio:,.0f}×" if ratio >= 10 else f"{ratio:.1f}×"  # noqa: PLR2004, RUF001 - more digits than that are noise; the sign of multiplication
