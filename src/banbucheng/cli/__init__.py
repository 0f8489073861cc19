"""The command line `banbucheng` (extra `cli`)."""

import os
import sys
from importlib import import_module
from io import TextIOWrapper

__all__ = ["main"]


def main() -> None:
    """Run the command line; where its packages are missing, say which command installs them."""
    try:
        app = import_module("banbucheng.cli._app").app
    except ModuleNotFoundError as missing:
        if missing.name not in {"click", "rich"}:
            raise
        sys.exit(f"the command line needs {missing.name}: pip install 'banbucheng[cli]'")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal that lacks a sign shows another; that is no reason to fail.
            stream.reconfigure(errors="replace")
    # A script that runs us in an environment of its own says by which name we are reached from outside it.
    app(prog_name=os.environ.get("BANBUCHENG_CALLED"))
