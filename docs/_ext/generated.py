"""The directive `{generated}`: Markdown that is written from the code while the page is read."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from . import commands, lifecycle, sources

_DOCS = Path(__file__).parents[1]


def _backtest() -> str:
    figures = _DOCS / "explanation" / "_backtest.md"
    if figures.is_file():
        return figures.read_text(encoding="utf-8")
    return "`benchmarks/backtest.py` measures it: `python3 dev.py bench backtest`."


def _layers() -> str:
    with (_DOCS.parent / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    (layers,) = (contract["layers"] for contract in contracts if contract["type"] == "layers")
    return "\n".join(["```text", *layers, "```", ""])


_TEXTS: Mapping[str, Callable[[], str]] = {
    "backtest": _backtest,
    "commands": commands.tables,
    "layers": _layers,
    "lifecycle-diagram": lifecycle.diagram,
    "lifecycle-table": lifecycle.table,
    "sources": sources.tables,
}


class Generated(SphinxDirective):
    """Puts the text of that name in its place."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The nodes of the text."""
        (name,) = self.arguments
        if name not in _TEXTS:
            raise self.error(f"there is no text {name!r}; there are {', '.join(_TEXTS)}")
        return self.parse_text_to_nodes(_TEXTS[name](), allow_section_headings=True)


def setup(app: Sphinx) -> Mapping[str, bool]:
    """Tell Sphinx of the directive."""
    app.add_directive("generated", Generated)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
