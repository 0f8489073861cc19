"""A counter started as a newcomer would start it, for each test its own."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEEDED = ("fastapi", "uvicorn", "jinja2", "python_multipart", "itsdangerous")


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A counter of its own for a test, on a free port."""
    for each in NEEDED:
        pytest.importorskip(each, reason=f"the counter needs {each}: install the dependency group `counter`")
    started = [sys.executable, str(ROOT / "examples/counter/run.py"), "--db", str(tmp_path / "c.db"), "--port", "0"]
    with subprocess.Popen(started, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=tmp_path) as counter:  # noqa: S603
        assert counter.stdout is not None
        told = [next(counter.stdout), next(counter.stdout)]
        yield told[1].split()[-1]
        counter.terminate()
    assert told[0].startswith("60 sample letters")
