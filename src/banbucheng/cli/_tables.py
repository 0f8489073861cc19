"""Tables of routing rules as a user names them: a rulebook, or a file of rules that goes with one."""

from pathlib import Path

from banbucheng.adapters._toml import read_toml
from banbucheng.adapters.routes_file import FORMS, read_routes, words_of
from banbucheng.adapters.rulebook_file import profiles
from banbucheng.cli._shared import book_named
from banbucheng.errors import BadInput
from banbucheng.routing import Routes
from banbucheng.rulebook import Rulebook

__all__ = ["table_named"]


def table_named(name: str, book: str, sheet: str | None = None) -> tuple[Rulebook, Routes]:
    """
    The rules of a rulebook, or those of a file, and the rulebook that they belong to: the first itself, else `book`.

    Raises:
        RulebookError, BadInput: there is no such table, or it is wrong.
    """
    path = Path(name)
    if name in profiles() or _is_rulebook(path):
        found = book_named(name)
        return found, found.routes
    if path.suffix.lower() not in FORMS or not path.exists():
        said = f"give a file that is there and ends in {', '.join(FORMS)}, or a rulebook: {', '.join(profiles())}"
        raise BadInput("rules", name, said)
    found = book_named(book)
    return found, read_routes(path, base=found.routes, words=words_of(found), sheet=sheet)


def _is_rulebook(path: Path) -> bool:
    """A rulebook says which regions it serves, or what it borrows from; a table of rules does neither."""
    return path.suffix.lower() == ".toml" and path.exists() and not {"regions", "base"}.isdisjoint(read_toml(path))
