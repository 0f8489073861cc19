"""Processes that write until they are killed, and tell of each command that was committed, on a pipe."""

import os
import random
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

from attrs import field, frozen

__all__ = ["Group", "killed", "spun", "started"]

#: One write of no more than this to a pipe is never mixed with another's.
_LINE = 512


@frozen
class Group:
    """Processes in a group of their own, and the pipe that they tell on."""

    pids: Sequence[int]
    pipe: int
    _rest: list[bytes] = field(factory=list[bytes])

    def told(self, seconds: float) -> list[str] | None:
        """The lines that have come, after waiting so long at most; None when all have ended and said everything."""
        ready, _, _ = select.select([self.pipe], [], [], seconds)
        if not ready:
            return []
        data = os.read(self.pipe, 1 << 16)
        if not data:
            return None
        *lines, rest = (b"".join(self._rest) + data).split(b"\n")
        self._rest[:] = [rest]
        return [line.decode() for line in lines]

    def all_told(self) -> Iterator[str]:
        """Every line until the last process has ended."""
        while (lines := self.told(60)) is not None:
            yield from lines


@contextmanager
def started(work: Callable[[int, Callable[[str], None]], None], many: int) -> Iterator[Group]:
    """So many forks that do some work, told their place and how to tell; whoever is left at the end is killed."""
    reading, writing = os.pipe()
    pids: list[int] = []
    sys.stdout.flush()
    for place in range(many):
        pid = os.fork()
        if pid == 0:
            _do(work, place, reading, writing)
        pids.append(pid)
        # In the group of the first, so that one signal ends all at one moment.
        os.setpgid(pid, pids[0])
    os.close(writing)
    group = Group(pids, reading)
    try:
        yield group
    finally:
        killed(group)
        os.close(reading)


def killed(group: Group) -> None:
    """Kill the whole group at one moment, as a power cut of the process would, and wait until it is gone."""
    with suppress(ProcessLookupError):
        os.killpg(group.pids[0], signal.SIGKILL)
    for pid in group.pids:
        try:
            os.waitpid(pid, 0)
        except ChildProcessError:
            continue


def spun(chance: random.Random, most: float = 0.004) -> None:
    """Let a random stretch of time pass, shorter than any sleep is exact."""
    until = time.perf_counter() + chance.random() * most
    while time.perf_counter() < until:
        pass


def _do(work: Callable[[int, Callable[[str], None]], None], place: int, reading: int, writing: int) -> None:
    os.close(reading)
    status = 1
    try:
        work(place, lambda line: _tell(writing, line))
        status = 0
    except BaseException as error:  # noqa: BLE001 - a fork that returned would run the tests once more
        _tell(writing, f"failed {type(error).__name__}: {error}"[:400].replace("\n", " "))
    finally:
        os._exit(status)


def _tell(pipe: int, line: str) -> None:
    os.write(pipe, f"{line}\n".encode()[:_LINE])
