"""
The working days of mainland China: what the State Council has announced, with its source, and what it has not yet.

The facts are data files of this package; the installed `holidays` is asked only where it knows a year more.
"""

from banbucheng.adapters.china._china import china
from banbucheng.adapters.china._notices import Notice, Notices, load_notices, shipped_notices

__all__ = ["Notice", "Notices", "china", "load_notices", "shipped_notices"]
