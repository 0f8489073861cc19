"""The rows that were not taken, as a CSV to mend and to import again."""

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from pathlib import Path

from banbucheng.adapters.bulk._import import Reject
from banbucheng.adapters.cells import write_csv
from banbucheng.errors import BadInput

__all__ = ["write_rejects"]

_OURS = ("line", "reasons")


@contextmanager
def write_rejects(path: Path, columns: Iterable[str]) -> Generator[Callable[[Reject], object], None, None]:
    """
    Write rejects to a file: their line, their reasons, and their cells under these columns of the file they are from.

    It is there from the first reject on. Every cell is guarded, so that a spreadsheet runs nothing; who imports the
    mended file again reads them unguarded.

    Raises:
        BadInput: the file cannot be written.
    """
    names = [name for name in columns if name not in _OURS]
    try:
        path.unlink(missing_ok=True)
        file = path.open("x", encoding="utf-8-sig", newline="")
    except OSError as error:
        raise BadInput("rejects", str(path), f"it cannot be written: {error.strerror or error}") from error
    many = 0

    def write(each: Reject) -> None:
        nonlocal many
        if not many:
            write_csv(file, [(*_OURS, *names)])
        many += 1
        write_csv(file, [(each.line, "; ".join(each.reasons), *(each.cells.get(name, "") for name in names))])

    try:
        with file:
            yield write
    finally:
        if not many:
            path.unlink(missing_ok=True)
