"""
The tables of `reference/profiles.md`: what each rulebook that ships promises, and what of it is borrowed.

The page is written by hand but for what stands between `% table: NAME` and `% end`, which this file writes:
`python3 docs/_ext/profiles.py`. A test holds the page to the rulebooks.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from banbucheng.adapters.rulebook_file import load_profile
from banbucheng.rulebook import Rulebook

__all__ = ["PAGE", "table", "written"]

PAGE = Path(__file__).parents[1] / "reference" / "profiles.md"
_BLOCK = re.compile(r"% table: (\w+)\n.*?% end\n", re.DOTALL)
#: Not a rulebook by itself, and so not to be loaded as one.
_NORMS = "norms"
_HEAD = ("| of | what | limit | whose | document | mark |", "|---|---|---|---|---|---|")


def written(page: str) -> str:
    """The page with every table as the rulebooks have it now."""
    return _BLOCK.sub(lambda found: f"% table: {found[1]}\n\n{table(found[1])}\n% end\n", page)


def table(name: str) -> str:
    """What a rulebook promises, each number with its document; below it what else is its own, and what is borrowed."""
    lines = _of_norms() if name == _NORMS else _of(load_profile(name))
    return "\n".join([*_HEAD, *lines, ""])


def _of_norms() -> Iterator[str]:
    data = tomllib.loads(files("banbucheng.profiles").joinpath("_norms.toml").read_text(encoding="utf-8"))
    sources: Mapping[str, Any] = data["sources"]
    for grade, promises in data["limits"].items():
        for milestone, promise in promises.items():
            key, of = promise["source"], _named(grade, data["grades"].get(grade, {}))
            yield _row(of, milestone, promise["limit"], key, sources[key])
    for part in ("extension", "suspension", "returns"):
        given = data[part]
        for what in ("each", "most", "sign", "window", "ruling"):
            if isinstance(given.get(what), str):
                yield _row(f"`{part}`", what, given[what], given["source"], sources[given["source"]])
    for rung in data["ladder"]:
        key = rung["source"]
        yield _row("`ladder`", f"{rung['zh']} `{rung['code']}`", rung["offset"], key, sources[key])


def _of(book: Rulebook) -> Iterator[str]:
    names = {str(each.code): each.names for each in book.taxonomy.grades}
    owed = [("desk", each) for each in book.promises.desk if f"limits.desk.{each.milestone}" not in book.unknown]
    owed += [(str(grade), each) for grade, promises in book.promises.grades.items() for each in promises]
    for grade, promise in owed:
        of = _named(grade, names.get(grade, {}))
        yield _row(of, promise.milestone, str(promise.limit), promise.source, _plain(book, promise.source))
    if "extension" not in book.unknown:
        most, each = book.extension.most, book.extension.each
        source = book.extension.source
        yield _row("`extension`", f"at most {most}, each", str(each), source, _plain(book, source))
    for rung in book.ladder.rungs if "ladder" not in book.unknown else ():
        offset = f"{'-' if rung.before else '+'}{rung.offset}"
        of = f"{rung.names['zh']} `{rung.code}`"
        yield _row("`ladder`", of, offset, rung.source, _plain(book, rung.source))
    yield ""
    if own := _own_parts(book):
        yield f"Its own besides: {', '.join(own)}.\n"
    yield f"Unknown, and borrowed from the norms: {', '.join(f'`{each}`' for each in book.unknown) or 'nothing'}."


def _own_parts(book: Rulebook) -> list[str]:
    """The parts without a row of their own that rest, in whole or in part, on the place's own documents."""
    rests = {
        "kinds": [each.source for each in book.taxonomy.kinds],
        "causes": [each.source for each in book.taxonomy.causes],
        "declines": [each.source for each in book.declines],
        "returns": [book.returns.source],
        "suspension": [book.suspension.source],
        "replies": [book.replies.source],
        "rules": [each.basis for each in book.routes.rules],
    }
    own = {part: sorted({each for each in named if book.sources[each].own}) for part, named in rests.items()}
    return [f"`{part}` ({', '.join(named)})" for part, named in own.items() if named and part not in book.unknown]


def _plain(book: Rulebook, key: str) -> Mapping[str, Any]:
    source = book.sources[key]
    return {"title": source.title, "own": source.own, "mark": source.mark}


def _named(code: str, names: Mapping[str, str]) -> str:
    return f"{names['zh']} `{code}`" if "zh" in names else f"`{code}`"


def _row(of: str, what: str, limit: str, key: str, source: Mapping[str, Any]) -> str:
    whose = "**own**" if source["own"] else "borrowed"
    return f"| {of} | {what} | `{limit}` | {whose} | {key}: {source['title']} | {source['mark']} |"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
