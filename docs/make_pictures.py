"""The pictures of the documentation, from what the commands print: `python docs/make_pictures.py`."""  # noqa: INP001 - a script

import html
import re
import tempfile
from datetime import datetime
from importlib import import_module
from io import StringIO
from pathlib import Path
from shutil import which

from click.testing import CliRunner
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from banbucheng.adapters.china import china
from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.adapters.sql import SqlStore, sqlite_engine, unit_of_work
from banbucheng.cli._app import app
from banbucheng.cli._view import as_tables
from banbucheng.ledger import summary

PICTURES = Path(__file__).parent / "_static"
#: The last moment that the letters of the sample speak of.
AS_OF = datetime.fromisoformat("2025-11-05T15:50:39+08:00")
#: Whatever of these the reader's machine has; a picture fetches nothing.
FONTS = "ui-monospace, Consolas, Menlo, 'Noto Sans Mono CJK SC', 'Microsoft YaHei', 'PingFang SC', monospace"
#: How wide a cell is in the pictures that rich draws.
CELL = 12.2


def demo(language: str, width: int, lines: int) -> str:
    """What `banbucheng demo` prints about the letters of the sample, as SVG."""
    calendar, shown = china(), Console(record=True, width=width, file=StringIO(), highlight=False, markup=False)
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "demo.db"
        CliRunner().invoke(app, ["demo", "--db", str(database), "--json"], catch_exceptions=False)
        engine = sqlite_engine(database)
        with unit_of_work(engine) as connection:
            store = SqlStore(connection)
            found = summary(store.cases(), store.ledger(), as_of=AS_OF, calendar=calendar)
        engine.dispose()
    shown.print(Text("$ banbucheng demo", style="bold green"))
    shown.print(as_tables(found, load_profile("meizhou"), calendar.zone, language, lines))
    return alone(shown.export_svg(title="banbucheng demo", unique_id="demo"))


def october(language: str, to: Path, *, width: int, height: int) -> None:
    """The upper part of the report of the sample's October, as a browser shows it; needs playwright and chromium."""
    browsers = import_module("playwright.sync_api")
    with tempfile.TemporaryDirectory() as folder:
        database, report = Path(folder) / "demo.db", Path(folder) / "report.html"
        month = ["--month", "2025-10", "--out", str(report), "--lang", language]
        for call in (["demo", "--db", str(database), "--json"], ["report", "--db", str(database), *month]):
            CliRunner().invoke(app, call, catch_exceptions=False)
        with browsers.sync_playwright() as started:
            browser = started.chromium.launch(executable_path=which("chromium"))
            shown = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light")
            shown.goto(report.as_uri())
            shown.screenshot(path=to)
            browser.close()


def alone(svg: str) -> str:
    """The picture without what it would fetch or name from elsewhere."""
    svg = re.sub(r"@font-face \{.*?\}\n", "", svg, flags=re.DOTALL)
    svg = re.sub(r"\s*<!--.*?-->|\s*font-variant-east-asian: full-width;", "", svg)
    svg = svg.replace("Fira Code, monospace", FONTS)
    svg = re.sub(r'textLength="[^"]*"([^>]*)>([^<]*)<', spaced, svg)
    return re.sub(r"[ \t]+$", "", svg, flags=re.MULTILINE).rstrip() + "\n"


def spaced(match: re.Match[str]) -> str:
    """A text as wide as its cells; rich counts its characters, of which a Chinese one is two cells wide."""
    width = cell_len(html.unescape(match[2])) * CELL
    return f'textLength="{width:.1f}"{match[1]}>{match[2]}<'


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    (PICTURES / "demo.svg").write_text(demo("zh", width=92, lines=7), encoding="utf-8")
    october("zh", PICTURES / "report.png", width=900, height=1775)
