"""
Bringing the tables up to this release (through Alembic, extra `sql`): by one call, or inside the host's own Alembic.

The revisions are in the folder `versions` of this package, on a branch of their own, `banbucheng`. The folder is named
in the host's `version_locations` as `banbucheng:adapters/sql/migrations/versions`.
"""

from banbucheng.adapters.sql.migrations._steps import from_alembic
from banbucheng.adapters.sql.migrations._upgrade import leave_out, upgrade

__all__ = ["from_alembic", "leave_out", "upgrade"]
