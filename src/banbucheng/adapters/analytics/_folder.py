"""The folder of the rows: how its parts are named, and the cursor that says where in the feed it stands."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from attrs import asdict, frozen

from banbucheng.errors import StoreUnavailable

__all__ = ["Cursor", "begin", "cursor", "finish", "partition", "put"]

_CURSOR, _BEGUN = "_cursor.json", "_begun"


@frozen(kw_only=True)
class Cursor:
    """Where in the feed a folder stands: all before it is in its files, and nothing behind it."""

    #: The number of the next batch, from 1.
    batch: int
    #: The place in the feed where that begins; empty for its beginning.
    after: str


def partition(region: str, month: str) -> str:
    """The folder of a region and a month, as Hive names it; signs that a path has a use for are written as %2F."""
    return f"region={quote(region, safe='')}/month={quote(month, safe='')}"


def cursor(folder: Path) -> Cursor:
    """
    The cursor of a folder; of a new one, that of the beginning.

    Raises:
        StoreUnavailable: there is a cursor, and it cannot be read.
    """
    try:
        return Cursor(**json.loads((folder / _CURSOR).read_bytes()))
    except FileNotFoundError:
        return Cursor(batch=1, after="")
    except (OSError, ValueError, TypeError) as error:
        where = folder / _CURSOR
        raise StoreUnavailable(f"{where} cannot be read; put it back, or export into a new folder") from error


def begin(folder: Path, batch: int) -> None:
    """Say that a batch is being written, and take away what one that never ended has left."""
    begun = folder / _BEGUN
    if begun.exists():
        for left in [
            *folder.glob(f"region=*/month=*/{batch:012d}.parquet"),
            *folder.glob("region=*/month=*/.*.writing"),
        ]:
            left.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    begun.touch()


def put(folder: Path, region: str, month: str, batch: int, write: Callable[[Path], None]) -> None:
    """Write the file of a batch for a region and a month: whole, or not under its name."""
    target = folder / partition(region, month) / f"{batch:012d}.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    _whole(target, write)


def finish(folder: Path, new: Cursor) -> None:
    """Count the batch: the cursor moves past it."""
    _whole(folder / _CURSOR, lambda path: _write_json(path, new))
    (folder / _BEGUN).unlink(missing_ok=True)


def _write_json(path: Path, new: Cursor) -> None:
    path.write_text(json.dumps(asdict(new)), encoding="utf-8")


def _whole(target: Path, write: Callable[[Path], None]) -> None:
    # No engine reads a file whose name begins with a dot.
    draft = target.parent / f".{target.name}.writing"
    write(draft)
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    draft.replace(target)
