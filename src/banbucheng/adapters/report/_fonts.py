"""A font that has every character of the figures, or a word about what to install; never empty boxes."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from banbucheng.adapters.report._extra import needed
from banbucheng.errors import BadInput

__all__ = ["font_for"]

#: The fonts that are looked for, the finest first; the last one comes with matplotlib and has no Chinese.
_FAMILIES = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Heiti SC",
    "Hiragino Sans GB",
    "Noto Sans CJK JP",
    "DejaVu Sans",
)
_ADVICE = (
    "install the package fonts-wqy-microhei or another CJK font, or name a file of one with --font or BANBUCHENG_FONT"
)


def font_for(text: str, font: Path | None = None) -> Path:
    """
    The file of a font that has every character of a text: the one given, that of BANBUCHENG_FONT, or one of the system.

    Raises:
        BadInput: the font is not there or lacks characters, or the system has none that has them; or matplotlib is missing.
    """
    named = str(font or os.environ.get("BANBUCHENG_FONT", ""))
    wanted = {ord(each) for each in text if not each.isspace()}
    if named:
        lacking = _lacking(Path(named), wanted)
        if lacking:
            raise BadInput("font", named, f"it has no {_shown(lacking)}; {_ADVICE}")
        return Path(named)
    least: set[int] = wanted
    for path in _installed():
        lacking = _lacking(path, wanted)
        if not lacking:
            return path
        least = min(least, lacking, key=len)
    raise BadInput("font", "none of this system", f"none of those looked for has {_shown(least)}; {_ADVICE}")


def _installed() -> Iterator[Path]:
    """The files of the fonts that are looked for, as far as they are there."""
    manager: Any = needed("matplotlib.font_manager", extra="plot", package="matplotlib").fontManager
    by_family: dict[str, str] = {}
    for each in manager.ttflist:
        if each.style == "normal" and (each.weight in {400, "normal", "regular", "book"} or each.name not in by_family):
            by_family[each.name] = each.fname
    return (Path(by_family[name]) for name in _FAMILIES if name in by_family)


def _lacking(path: Path, wanted: set[int]) -> set[int]:
    """
    The characters that a font does not have.

    Raises:
        BadInput: the file is not there, or is no font.
    """
    face: Any = needed("matplotlib.ft2font", extra="plot", package="matplotlib").FT2Font
    try:
        return wanted - set(face(str(path)).get_charmap())
    except (OSError, RuntimeError) as error:
        raise BadInput(
            "font", str(path), f"give a file of a font (.ttf, .otf, .ttc) that is there; {_ADVICE}"
        ) from error


def _shown(lacking: set[int]) -> str:
    some = sorted(lacking)[:5]
    said = ", ".join(f"{chr(each)} (U+{each:04X})" if chr(each).isprintable() else f"U+{each:04X}" for each in some)
    return f"{said} and {len(lacking) - len(some)} more" if len(lacking) > len(some) else said
