"""How the documentation is built (`python3 dev.py docs`): without a network, and with warnings as errors."""

from importlib.metadata import version as installed_version
from importlib.util import find_spec

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

project = "banbucheng"
author = "the banbucheng contributors"
version = release = installed_version("banbucheng")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = f"banbucheng 办不成 {release}"

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_default_options = {"members": True, "show-inheritance": True}
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented_params"


def find(app: Sphinx, env: BuildEnvironment, node: pending_xref, text: nodes.TextElement) -> nodes.Element | None:
    """
    What a reference that Sphinx could not follow points to.

    Python names a class for the private module that holds it, and we document it at the door of its room. A class of
    another package stays plain text: there is no network to look it up in.
    """
    target = node["reftarget"]
    room, *inner = target.split(".")
    if node.get("refdomain") != "py" or not inner:
        return None
    if room != "banbucheng":
        return text if find_spec(room) else None
    door = ".".join([room, *(part for part in inner if not part.startswith("_"))])
    if door == target:
        return None
    return env.domains["py"].resolve_xref(env, node["refdoc"], app.builder, node["reftype"], door, node, text)


def setup(app: Sphinx) -> None:
    """Have Sphinx ask `find` before it warns."""
    app.connect("missing-reference", find)
