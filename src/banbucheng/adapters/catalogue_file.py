"""A city's catalogue of matters from a CSV file: one class a row, a column for each level, the widest first."""

import csv
import io
from pathlib import Path

from banbucheng.errors import Fault, RulebookError
from banbucheng.labels import word
from banbucheng.taxonomy import Category

__all__ = ["load_catalogue"]


def load_catalogue(path: Path | str) -> tuple[Category, ...]:
    """
    The classes of a catalogue, to `evolve` into a taxonomy.

    The first row is the header. Every column is a level but one headed by the word for keywords, if there is one: it
    holds words of complaints, parted by `|`. A row may end early; what is named twice is a fault.

    Raises:
        RulebookError: the file cannot be read, or rows of it are wrong; every fault at once, each with its line.
    """
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise RulebookError(str(path), (Fault("file", f"cannot be read: {error.strerror}"),)) from error
    except UnicodeDecodeError as error:
        raise RulebookError(str(path), (Fault(f"byte {error.start}", "is not UTF-8; save it as CSV UTF-8"),)) from error
    reader = csv.reader(io.StringIO(text, newline=""))
    header = [each.strip() for each in next(reader, list[str]())]
    keywords = word("catalogue.keywords", "zh")
    faults: list[Fault] = [] if header else [Fault("line 1", "is missing; give a header with a column for each level")]
    found: dict[tuple[str, ...], Category] = {}
    for row in reader:
        where = f"line {reader.line_num}"
        cells = [each.strip() for each in row]
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
    return tuple(found.values())
