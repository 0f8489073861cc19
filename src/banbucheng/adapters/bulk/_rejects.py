"""The rows that were not taken, as a CSV to mend and to import again."""

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from banbucheng.adapters.bulk._import import Reject
from banbucheng.adapters.cells import write_csv
from banbucheng.errors import BadInput

__all__ = ["write_rejects"]

_OURS = ("line", "reasons")


@contextmanager
def write_rejects(path: Path) -> Generator[Callable[[Reject], object], None, None]:
    """
    Write rejects to a file: their line, their reasons, and their cells under the file's own columns.

    A draft stands in its place when the block ends, however it ends; where there was no reject, there is no file.
    Every cell is guarded, so that a spreadsheet runs nothing; who imports the mended file again gets them unguarded.

    Raises:
        BadInput: the file cannot be written.
    """
    draft, columns = path.with_name(f"{path.name}.part"), list[str]()
    try:
        with draft.open("w", encoding="utf-8-sig", newline="") as file:

            def write(each: Reject) -> None:
                if not columns:
                    columns.extend(name for name in each.cells if name not in _OURS)
                    write_csv(file, [(*_OURS, *columns)])
                write_csv(file, [(each.line, "; ".join(each.reasons), *(each.cells.get(name, "") for name in columns))])

            yield write
    except OSError as error:
        raise BadInput("rejects", str(path), f"it cannot be written: {error.strerror or error}") from error
    if columns:
        os.replace(draft, path)
    else:
        draft.unlink()
        path.unlink(missing_ok=True)
