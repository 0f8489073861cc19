"""The rulebooks that ship, with the document behind every number."""

from collections import defaultdict
from collections.abc import Iterator

from banbucheng.adapters.rulebook_file import load_profile, profiles
from banbucheng.routing import Rule
from banbucheng.rulebook import DeclineRule, Rulebook, Source
from banbucheng.sla import Promise
from banbucheng.supervision import Rung
from banbucheng.taxonomy import Cause, Kind

__all__ = ["tables"]


def tables() -> str:
    """For each profile, its documents with what rests on them, and its limits with their documents."""
    return "\n".join(line for name in profiles() for line in _of(name, load_profile(name)))


def _of(name: str, book: Rulebook) -> Iterator[str]:
    yield f"\n## {name}: {book.names['zh']}\n"
    yield f"Edition {book.edition}, in force from {book.valid_from}.\n"
    yield "### Its limits\n"
    yield "| grade | milestone | limit | whose | document |"
    yield "|---|---|---|---|---|"
    for grade, promise in _promises(book):
        source = book.sources[promise.source]
        document = f"{promise.source}: {source.title}"
        yield f"| {grade} | {promise.milestone} | `{promise.limit}` | {_whose(source)} | {document} |"
    yield "\n### Its documents\n"
    yield "| key | document | whose | mark | what rests on it |"
    yield "|---|---|---|---|---|"
    rests = _rests(book)
    for key, source in book.sources.items():
        said = ", ".join(f"`{each}`" for each in rests[key]) or "see the comments in the file"
        yield f"| {key} | {source.title} | {_whose(source)} | {source.mark} | {said} |"


def _whose(source: Source) -> str:
    if source.own:
        return "**own**"
    return "recommended" if source.mark == "R" else "borrowed"


def _promises(book: Rulebook) -> Iterator[tuple[str, Promise]]:
    yield from (("desk", each) for each in book.promises.desk)
    yield from ((grade, each) for grade, owed in book.promises.grades.items() for each in owed)


def _rests(book: Rulebook) -> dict[str, list[str]]:
    """The paths in the file by the key of their source; a whole table of one source is named once."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for grade, promise in _promises(book):
        found[promise.source].append(f"limits.{grade}.{promise.milestone}")
    for part in ("returns", "extension", "suspension", "replies"):
        found[getattr(book, part).source].append(part)
    for name, _, code, source in _lists(book):
        path = f"{name}.{code}"
        if path not in found[source]:
            found[source].append(path)
    for name in ("kinds", "causes", "rules"):
        sources = {source for other, _, _, source in _lists(book) if other == name}
        if len(sources) == 1:
            (source,) = sources
            found[source] = [*(each for each in found[source] if not each.startswith(f"{name}.")), name]
    return found


def _lists(book: Rulebook) -> Iterator[tuple[str, Kind | Cause | DeclineRule | Rung | Rule, str, str]]:
    yield from (("kinds", each, each.code, each.source) for each in book.taxonomy.kinds)
    yield from (("causes", each, each.code, each.source) for each in book.taxonomy.causes)
    yield from (("declines", each, str(each.ground), each.source) for each in book.declines)
    yield from (("ladder", each, each.code, each.source) for each in book.ladder.rungs)
    yield from (("rules", each, each.id, each.basis) for each in book.routes.rules)
