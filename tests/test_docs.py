"""
What the documentation claims is true: its snippets run and print what they say, its links lead somewhere.

A page is read from top to bottom in an empty folder. A block with a file's name as its caption is added to that file. A
Python block runs in the names of the blocks above it, and the block of text directly below it is what it prints. A line
`$ banbucheng …` or `$ pytest …` ends with status 0 and prints the lines below it; a line `…` stands for others.
"""

import importlib.util
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from itertools import pairwise, takewhile
from pathlib import Path
from types import ModuleType

import pytest
from attrs import frozen

import banbucheng
from banbucheng.cases import LIFECYCLE

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
SOURCE = ROOT / "src" / "banbucheng"
PAGES = [
    ROOT / "README.md",
    *sorted(page for page in DOCS.rglob("*.md") if "_build" not in page.relative_to(DOCS).parts),
]
FENCE = re.compile(r"^(`{3,})([^\n`]*)\n(.*?)^\1 *$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^]]*\]\(([^)\s]+)\)")
#: The languages of blocks that a test reads, and of those that nothing needs to read.
READ, SHOWN = {"python", "text", "console", "toml"}, {"sql", "ini"}


@frozen
class Block:
    """One fenced block of a page: its language, the file that its caption names, and what stands in it."""

    language: str
    file: str
    body: str
    line: int


def name(page: Path) -> str:
    """A page as a reader would name it."""
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path) -> Iterator[Block]:
    """The blocks of a page, from the top."""
    text = page.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        language, body, file = found[2].strip(), found[3], ""
        if language.startswith("{code-block}"):
            language = language.removeprefix("{code-block}").strip()
            options, _, body = body.partition("\n\n")
            file = options.removeprefix(":caption:").strip()
        yield Block(language, file, body, text.count("\n", 0, found.start()) + 1)


def below(page: Path) -> Mapping[int, Block]:
    """The blocks with nothing but a blank line between them and the block above, by the line of that."""
    found = list(blocks(page))
    height = {block.line: len(block.body.splitlines()) + 2 for block in found}
    return {one.line: other for one, other in pairwise(found) if other.line - one.line - height[one.line] <= 1}


def run_python(page: Path, block: Block, names: dict[str, object]) -> str:
    """What a block prints."""
    # Blank lines in front, so that a traceback names the line of the page.
    code = compile("\n" * block.line + block.body, str(page), "exec")
    with redirect_stdout(io.StringIO()) as out:
        exec(code, names)  # noqa: S102 - running the page is the point
    return out.getvalue()


def run_console(block: Block, folder: Path) -> None:
    """Run each command of ours in a block, and look for the lines below it in what it prints."""
    lines = block.body.splitlines()
    for number, line in enumerate(lines):
        if not line.startswith(("$ banbucheng", "$ pytest")):
            continue
        words = shlex.split(line.removeprefix("$ "), comments=True)
        ours = {each: value for each, value in os.environ.items() if not each.startswith("BANBUCHENG_")}
        environment = {**ours, "BANBUCHENG_NOTICES": str(folder / "notices"), "COLUMNS": "110", "PYTHONUTF8": "1"}
        ran = subprocess.run(  # noqa: S603 - our own commands
            [sys.executable, "-m", *words],
            cwd=folder,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert 0 == ran.returncode, f"{line}\n{ran.stdout}{ran.stderr}"
        printed = iter([each.rstrip() for each in ran.stdout.splitlines()])
        expected = takewhile(lambda each: not each.startswith("$"), lines[number + 1 :])
        missing = [each for each in expected if each.strip() not in {"", "…"} and each.rstrip() not in printed]
        assert [] == missing, ran.stdout


def lifecycle() -> ModuleType:
    """The part of the documentation that draws the life of a case."""
    pytest.importorskip("sphinx", reason="only whoever builds the documentation has it")
    spec = importlib.util.spec_from_file_location("lifecycle", DOCS / "_ext" / "lifecycle.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_snippets_of_a_page_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever types a page from top to bottom sees what the page says."""
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "page"}
    following = below(page)
    for block in blocks(page):
        if block.file:
            with (tmp_path / block.file).open("a", encoding="utf-8") as file:
                file.write(block.body)
        elif block.language == "python":
            output = following.get(block.line)
            expected = output.body if output is not None and output.language == "text" else ""
            assert expected == run_python(page, block, names), f"{name(page)}, line {block.line}"
        elif block.language == "console":
            run_console(block, tmp_path)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_block_is_of_a_kind_that_is_read(page: Path) -> None:
    """No snippet slips past the test above because its language is written differently."""
    languages = {block.language for block in blocks(page)}

    assert set() == {each for each in languages if not each.startswith("{")} - READ - SHOWN
    assert set() == {each for each in languages if each.startswith("{doctest}")}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    """The files and pictures that a page points to are there."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    targets = {found.split("#")[0] for found in LINK.findall(text) if not re.match(r"[a-z]+:|#", found)}

    assert [] == sorted(each for each in targets if not (page.parent / each).exists())


def test_every_public_module_has_its_place_in_the_reference() -> None:
    """What can be imported without an underscore can be looked up."""
    sources = {
        ".".join(["banbucheng", *each.relative_to(SOURCE).with_suffix("").parts]).removesuffix(".__init__"): each
        for each in SOURCE.rglob("*.py")
    }
    public = {each: path for each, path in sources.items() if "._" not in each}
    offering = {each for each, path in public.items() if "\n__all__ = " in path.read_text(encoding="utf-8")}
    pages = "".join(page.read_text(encoding="utf-8") for page in (DOCS / "reference").glob("*.md"))
    documented = set(re.findall(r"automodule:: (\S+)", pages))

    assert set() == offering - documented - {"banbucheng"}
    assert [] == [each for each in banbucheng.__all__ if f"`{each}`" not in pages]


def test_the_diagram_draws_the_whole_table() -> None:
    """Every status and every event stands in the picture or in the table below it."""
    pictured = lifecycle()

    assert [] == [each for each in banbucheng.Status if f">{each}<" not in pictured.diagram()]
    assert [] == [each.__name__ for each in LIFECYCLE if f".{each.__name__}`" not in pictured.table()]


@pytest.mark.parametrize(
    ("statuses", "changes"),
    [(("lost",), {}), ((), {"Verified": {"resolved": "closed"}}), ((), {"Verified": {}})],
    ids=["a new status", "a new arrow", "an arrow that is gone"],
)
def test_a_diagram_that_lags_behind_the_code_stops_the_build(
    statuses: tuple[str, ...], changes: Mapping[str, Mapping[str, str]]
) -> None:
    """A status or an event that nobody has drawn is no small print: there is no documentation until somebody does."""
    pictured = lifecycle()
    table = {event.__name__: {str(a): str(b) for a, b in row.items()} for event, row in LIFECYCLE.items()}

    with pytest.raises(Exception, match="without a place"):
        pictured.diagram((*banbucheng.Status, *statuses), {**table, **changes})
