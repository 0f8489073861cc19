"""The command line as the tests call it."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from banbucheng.cli._app import app

#: The last moment that the letters of the sample speak of.
SAMPLE_ENDS = "2025-11-05T15:50:39+08:00"

#: Nothing that the user of this machine has set is to speak in a test.
SETTINGS = {"BANBUCHENG_DB": "", "BANBUCHENG_LANG": "zh", "BANBUCHENG_NOTICES": "no-such-folder"}


def run(*arguments: object, columns: int = 100, **environment: str) -> Result:
    """A command run in this process; whatever goes wrong must end as a status, never as an exception."""
    environment = {"COLUMNS": str(columns), **SETTINGS, **environment}
    result = CliRunner().invoke(app, [str(each) for each in arguments], env=environment, prog_name="banbucheng")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def plain(*arguments: object, **environment: str) -> Any:
    """The one JSON document that a command prints."""
    result = run(*arguments, "--json", **environment)
    assert 0 == result.exit_code, result.output
    return json.loads(result.stdout)


def started(*arguments: object, **environment: str) -> subprocess.Popen[bytes]:
    """A command begun in a process of its own."""
    command = [sys.executable, "-m", "banbucheng", *map(str, arguments)]
    return subprocess.Popen(  # noqa: S603 - our own Python
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, **SETTINGS, **environment}
    )


def entries(database: Path) -> Sequence[str]:
    """The body of every entry that a database holds, in the order they were kept."""
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        return [row[0] for row in connection.execute("SELECT body FROM bbc_entries ORDER BY position")]
