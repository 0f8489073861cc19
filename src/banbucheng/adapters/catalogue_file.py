"""A catalogue of matters from a file, and letters that people have sorted into its classes."""

import csv
import io
from collections.abc import Iterator, Mapping
from importlib.resources import files
from math import isfinite
from pathlib import Path

from banbucheng.adapters._toml import Reader, read_toml
from banbucheng.errors import BadInput, Fault, RulebookError
from banbucheng.labels import word
from banbucheng.taxonomy import Catalogue, Category, Labelled

__all__ = ["categories", "load_catalogue", "load_labelled", "shipped_catalogue"]

_SHIPPED = "_matters.toml"


def shipped_catalogue() -> Catalogue:
    """The catalogue that ships: seven fields of government with words and points of our own, for a city to start from."""
    return load_catalogue(Path(str(files("banbucheng.profiles").joinpath(_SHIPPED))))


def load_catalogue(path: Path | str) -> Catalogue:
    """
    The classes of a catalogue, to `evolve` into a taxonomy: from a TOML file where its name ends so, or from CSV.

    TOML has `margin` and a list `[[catalogue]]`, each with `path`, `words`, `[catalogue.weights]` and `bias`, all but
    the path as far as needed. In CSV the first row is the header. Every column is a level but one headed by the word
    for keywords, if there is one: it holds words of complaints, parted by `|`. A row may end early; what is named twice
    is a fault.

    Raises:
        RulebookError: the file cannot be read, or parts of it are wrong; every fault at once, each with its place.
    """
    path = Path(path)
    return _from_toml(path) if path.suffix.lower() == ".toml" else _from_csv(path)


def _from_toml(path: Path) -> Catalogue:
    faults: list[Fault] = []
    top = Reader(read_toml(path), "", faults)
    found = categories(top)
    if top.holds("margin"):
        margin = _points(top, "margin", top.table["margin"])
        if margin < 0:
            top.fault("margin", f"{margin} is below 0; give a number of points")
    else:
        margin = 0.0
    if not top.holds("catalogue"):
        top.fault("catalogue", "is missing; give a table [[catalogue]] for each class")
    top.done()
    if faults:
        raise RulebookError(str(path), tuple(faults))
    return Catalogue(categories=found, margin=margin)


def categories(top: Reader) -> tuple[Category, ...]:
    """The classes under `[[catalogue]]` of a file, if it has any; every fault is noted with the reader."""
    found: dict[tuple[str, ...], Category] = {}
    for table in top.listed("catalogue", needed=False):
        category = _category(table)
        if category is not None and category.path in found:
            table.fault("path", f"{'/'.join(category.path)} stands in the catalogue already")
        elif category is not None:
            found[category.path] = category
    return tuple(found.values())


def _category(t: Reader) -> Category | None:
    path, words = t.texts("path"), t.texts("words")
    named: Mapping[str, object] = t.inner("weights").table if t.holds("weights") else dict[str, object]()
    weights = {each: _points(t, f"weights.{each}", points) for each, points in named.items()}
    bias = _points(t, "bias", t.table["bias"]) if t.holds("bias") else 0.0
    t.done()
    if not path or not all(path):
        t.fault("path", "is empty; give the classes from the widest down")
        return None
    for each in sorted({each for each in words if words.count(each) > 1 or each in weights}):
        t.fault("words", f"{each!r} is given twice; once is enough")
    try:
        return Category(path=path, words=words, weights=weights, bias=bias)
    except BadInput as error:
        t.fault("", str(error))
        return None


def _points(t: Reader, key: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        t.fault(key, f"{value!r} is not a number of points")
        return 0.0
    return float(value)


def _from_csv(path: Path) -> Catalogue:
    header, rows = _rows(path)
    keywords = word("catalogue.keywords", "zh")
    faults: list[Fault] = [] if header else [Fault("line 1", "is missing; give a header with a column for each level")]
    found: dict[tuple[str, ...], Category] = {}
    for where, cells in rows:
        if len(cells) > len(header):
            faults.append(Fault(where, f"has {len(cells)} columns, the header {len(header)}"))
            continue
        named = dict(zip(header, cells, strict=False))
        words = tuple(each for each in named.pop(keywords, "").split("|") if each)
        path_of = tuple(each for each in named.values() if each)
        if path_of != tuple(named.values())[: len(path_of)]:
            faults.append(Fault(where, f"names a level below one that is empty: {', '.join(path_of)}"))
        elif path_of in found:
            faults.append(Fault(where, f"{'/'.join(path_of)} stands in the catalogue already"))
        elif path_of:
            found[path_of] = Category(path=path_of, words=words)
    if faults:
        raise RulebookError(str(path), tuple(faults))
    return Catalogue(categories=tuple(found.values()))


def load_labelled(path: Path | str) -> tuple[Labelled, ...]:
    """
    Letters that people have sorted, from a CSV file with a header in Chinese.

    It has the subject or the text of the letter, or both, and the class in a column for each level, the widest first;
    further columns are passed over.

    Raises:
        RulebookError: the file cannot be read, or rows of it are wrong; every fault at once, each with its line.
    """
    path = Path(path)
    header, rows = _rows(path)
    texts = [each for each in (word("letters.subject", "zh"), word("letters.detail", "zh")) if each in header]
    levels = [each for each in word("catalogue.levels", "zh").split("|") if each in header]
    if not texts or not levels:
        needed = f"{word('letters.subject', 'zh')} and {word('catalogue.levels', 'zh').split('|')[0]}"
        raise RulebookError(str(path), (Fault("line 1", f"needs the columns {needed}"),))
    faults: list[Fault] = []
    found: list[Labelled] = []
    for where, cells in rows:
        if len(cells) != len(header):
            faults.append(
                Fault(where, f"has {len(cells)} columns, the header {len(header)}; quote a text with a comma")
            )
            continue
        row = dict(zip(header, cells, strict=True))
        text = "\n".join(row[each] for each in texts if row[each])
        if not text or not row[levels[0]]:
            faults.append(Fault(where, f"{texts[0] if not text else levels[0]} is empty"))
            continue
        found.append(Labelled(text=text, path=tuple(row[each] for each in levels if row[each])))
    if not found and not faults:
        faults.append(Fault("line 2", "is missing; give letters with their class"))
    if faults:
        raise RulebookError(str(path), tuple(faults))
    return tuple(found)


def _rows(path: Path) -> tuple[list[str], Iterator[tuple[str, list[str]]]]:
    """The header, and every row that is not empty with its line."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise RulebookError(str(path), (Fault("file", f"cannot be read: {error.strerror}"),)) from error
    except UnicodeDecodeError as error:
        raise RulebookError(str(path), (Fault(f"byte {error.start}", "is not UTF-8; save it as CSV UTF-8"),)) from error
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        read = [(f"line {reader.line_num}", [each.strip() for each in row]) for row in reader if row]
    except csv.Error as error:
        raise RulebookError(str(path), (Fault(f"line {reader.line_num}", f"cannot be read: {error}"),)) from error
    header = read[0][1] if read else []
    return header, iter(read[1:])
