"""The bytes of a file, and the text that they are in whatever encoding spreadsheets write."""

from pathlib import Path

from banbucheng.errors import Fault, RulebookError

__all__ = ["MOST", "bytes_of", "text_of"]

#: How many bytes a file of rules may have.
MOST = 32_000_000


def bytes_of(path: Path) -> bytes:
    """
    The whole of a file.

    Raises:
        RulebookError: it cannot be read, or is larger than any table of rules.
    """
    try:
        size = path.stat().st_size
        if size > MOST:
            raise RulebookError(
                str(path), (Fault("file", f"has {size:,} bytes; a table of rules has {MOST:,} at most"),)
            )
        return path.read_bytes()
    except OSError as error:
        raise RulebookError(str(path), (Fault("file", f"cannot be read: {error.strerror}"),)) from error


def text_of(data: bytes, name: str) -> str:
    """
    Text in UTF-8, with or without a mark, or in GB 18030.

    Raises:
        RulebookError: it is in neither, or in a UTF-8 that has been damaged.
    """
    marked = data.startswith(b"\xef\xbb\xbf")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = f"byte {error.start}"
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise RulebookError(name, (Fault("file", "is UTF-16 text; save it as CSV UTF-8"),))
    # Damaged UTF-8 often is GB 18030 of some kind: whatever is mostly UTF-8 was meant as such.
    kept = data.decode("utf-8", "replace")
    wrong = kept.count("\ufffd")
    if marked or sum(not each.isascii() for each in kept) > wrong * 2:
        raise RulebookError(name, (Fault(where, "is not UTF-8, though the rest is; the file is damaged"),))
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        raise RulebookError(name, (Fault("file", "is neither UTF-8 nor GB 18030; save it as CSV UTF-8"),)) from None
