"""How the documentation is built (`python3 dev.py docs`): without a network, and with warnings as errors."""

import re
import sys
from importlib.metadata import version as installed_version
from importlib.util import find_spec
from pathlib import Path

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.ext.napoleon import GoogleDocstring

sys.path.insert(0, str(Path(__file__).parent))

project = "banbucheng"
author = "the banbucheng contributors"
version = release = installed_version("banbucheng")

extensions = ["myst_parser", "sphinx.ext.autodoc", "_ext.generated"]
# A page whose name begins with an underscore is a part of another page.
exclude_patterns = ["_build", "**/_*.md"]

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["docs.css"]
html_title = f"banbucheng 办不成 {release}"

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_default_options = {"members": True, "undoc-members": True}
autodoc_member_order = "bysource"
# Too large to install for one page.
autodoc_mock_imports = ["pyarrow"]
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented_params"

nitpick_ignore = [
    # Look-up tables that a calendar keeps for the reckoning; nobody outside makes or reads one.
    ("py:class", "banbucheng.worktime._table.Table"),
    ("py:class", "banbucheng.worktime._clock.Clock"),
    # What is compiled from a table of rules; nobody outside makes or reads one.
    ("py:class", "banbucheng.routing._index.Index"),
    ("py:class", "banbucheng.routing._proving.Proving"),
    ("py:class", "banbucheng.routing._told.Told"),
    ("py:class", "banbucheng.routing._uses.Use"),
]


def read(_app: Sphinx, what: str, name: str, thing: object, _options: object, lines: list[str]) -> None:
    """
    Read the sections of a docstring (`Raises:`).

    The extension would do the same, but takes what stands before a colon for a type where it documents a field.
    """
    if what not in {"attribute", "data", "property"}:
        lines[:] = GoogleDocstring(lines, what=what, name=name, obj=thing).lines()
    # Our docstrings set code in single backticks, as Markdown does.
    lines[:] = [re.sub(r"(?<![`:])`([^`]+)`(?!`)(?=(\w?))", _code, line) for line in lines]


def _code(found: re.Match[str]) -> str:
    return f"``{found[1]}``" + ("\\ " if found[2] else "")


def find(app: Sphinx, env: BuildEnvironment, node: pending_xref, text: nodes.TextElement) -> nodes.Element | None:
    """
    What a reference that Sphinx could not follow points to.

    Python names a class for the private module that holds it, and we document it at the door of its room. A private
    name stays plain text, and so does the class of another package: there is no network to look it up in.
    """
    target = node["reftarget"]
    room, *inner = target.split(".")
    if node.get("refdomain") != "py" or not inner:
        return None
    if room != "banbucheng":
        return text if find_spec(room) else None
    if inner[-1].startswith("_"):
        return text
    door = ".".join([room, *(part for part in inner if not part.startswith("_"))])
    return env.domains["py"].resolve_xref(env, node["refdoc"], app.builder, node["reftype"], door, node, text)


def setup(app: Sphinx) -> None:
    """Have Sphinx ask us."""
    app.connect("autodoc-process-docstring", read)
    app.connect("missing-reference", find)
