"""The calendar of whoever calls: that of China, with the notices that they have added."""

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from banbucheng.adapters.china import Notice, china, load_notices
from banbucheng.worktime import WorkCalendar

__all__ = ["notices_folder", "users_calendar", "users_notices"]


def notices_folder() -> Path:
    """Where added notices are kept: BANBUCHENG_NOTICES, or `banbucheng/notices` in the user's folder of settings."""
    named = os.environ.get("BANBUCHENG_NOTICES")
    if named:
        return Path(named)
    settings = os.environ.get("XDG_CONFIG_HOME")
    return (Path(settings) if settings else Path.home() / ".config") / "banbucheng" / "notices"


def users_notices() -> Sequence[Notice]:
    """
    The notices that were added, in the order in which they were published.

    Raises:
        RulebookError: a file among them cannot be used any more.
    """
    files = sorted(notices_folder().glob("*.toml"))
    found = [notice for file in files for notice in load_notices(file).notices]
    return sorted(found, key=lambda notice: (notice.published, notice.number))


def users_calendar(region: str | None = None, as_of: date | None = None) -> WorkCalendar:
    """The working days of China or of a region, as far as the package or the user knows them."""
    return china(region, as_of, notices=users_notices())
