"""
Sets the project up and runs it: `python3 dev.py demo`, `counter`, `test`, `check`, `bench`. Needs Python 3.11 and nothing else.

The environment is `.venv` beside this file, or where DEV_VENV points. What a command needs is read from pyproject.toml
and installed once, with uv where there is one and with pip otherwise; a mirror that pip is told of (PIP_INDEX_URL, or
its configuration file) serves both. The set-up talks on stderr: stdout belongs to the command.
"""

import os
import shutil
import subprocess
import sys

# An older Python reads the whole file before it runs a line of it: the syntax down to the end stays within Python 3.6.
if sys.version_info < (3, 11):
    for newer in ("python3.13", "python3.12", "python3.11"):
        found = shutil.which(newer)
        # A name on PATH need not answer: version managers leave stand-ins for versions that are switched off.
        if found and subprocess.call([found, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            sys.exit(subprocess.call([found, *sys.argv]))
    sys.exit(
        f"dev.py needs Python 3.11 or newer. This is {sys.version.split()[0]} ({sys.executable}), and PATH has no "
        "python3.13, python3.12 or python3.11 that runs.\nInstall one, then run: python3.13 dev.py"
    )

import hashlib
import json
import time
import tomllib
from configparser import ConfigParser
from configparser import Error as ConfigError
from contextlib import contextmanager, suppress
from pathlib import Path

USAGE = """\
usage: python3 dev.py COMMAND [ARGUMENT ...]

  demo                   take the sample letters through the window; arguments go to `banbucheng demo`
  counter                open the counter to look at, on http://127.0.0.1:8520; arguments go to examples/counter/run.py
  run                    any command of `banbucheng`, such as `run case NUMBER`
  test                   run the tests; arguments go to pytest
  faults                 run the fault suite in its long form, about a quarter of an hour
  check                  run lint, types, layers and docs; each of the four is a command too
  bench [NAME] [--json]  run one benchmark, or all of them"""

#: The extras and dependency groups of pyproject.toml that each command needs.
NEEDS = {
    "run": ["cli", "sql"],
    "counter": ["counter"],
    "test": ["all", "test"],
    "lint": ["lint"],
    "types": ["all", "test", "types"],
    "layers": ["all", "lint"],
    "docs": ["all", "docs"],
    "bench": ["all", "bench"],
}
#: What each part of `check` runs. Sphinx starts afresh (-E): of a page that it remembers, it would give no warnings.
PARTS = {
    "lint": [["ruff", "check"], ["ruff", "format", "--check"]],
    "types": [["mypy"], ["pyright"]],
    "layers": [["lint-imports"]],
    "docs": [["sphinx-build", "-n", "-W", "--keep-going", "-E", "-q", "docs", "docs/_build/html"]],
}

ROOT = Path(__file__).resolve().parent
ENV = ROOT / os.environ.get("DEV_VENV", ".venv")
BIN = ENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = ENV / "dev.json"
#: The Python below any environment that this one runs in, which may be the one that has to be rebuilt.
BASE = getattr(sys, "_base_executable", None) or sys.executable
#: Scripts and editable installs hold absolute paths, packages fit one Python: anywhere else the environment is void.
MADE_FOR = f"{sys.implementation.cache_tag}, {ENV}, {ROOT}"
#: The part of Python that Debian keeps in a package of its own.
VENV_PACKAGE = "python{}.{}-venv".format(*sys.version_info)
NO_PIP = f"""\
{BASE} comes without pip. Install it, on Debian and Ubuntu by this, and run the same command again:
  sudo apt-get install -y {VENV_PACKAGE}"""
#: The surroundings in which the tools of the environment find each other.
INSIDE = {**os.environ, "VIRTUAL_ENV": str(ENV), "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}


def say(line):
    """Tell the person at the terminal."""
    print(line, file=sys.stderr, flush=True)


def succeeds(*argv, quiet=False, **env):
    """Whether a step of the set-up went well; what it prints goes to stderr, or nowhere."""
    out = subprocess.DEVNULL if quiet else sys.stderr
    with suppress(OSError):
        # An installer outlives us where we alone are killed: it holds on to the lock, and the next set-up waits for it.
        argv = [str(part) for part in argv]
        return subprocess.call(argv, env={**os.environ, **env}, stdout=out, stderr=out, close_fds=False) == 0
    return False


def furnish(*names):
    """Have an environment with the project and these extras and groups in it; at once, where it is there already."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        pyproject = tomllib.load(file)
    wanted = requirements(pyproject, names)
    built_from = [pyproject["build-system"], pyproject["project"], pyproject["tool"].get("hatch")]
    project = hashlib.sha256(json.dumps(built_from).encode()).hexdigest()
    if holds(project, wanted):
        return
    with one_at_a_time():
        if holds(project, wanted):
            return
        started = time.monotonic()
        say(f"Setting up {ENV} for {', '.join(names)}; this is done once.")
        state = kept() if stands() else newly_made()
        # A set-up that is cut short leaves this mark, and the next one starts from nothing instead of from half.
        keep({**state, "made_for": "unfinished"})
        if not (uv_installs(wanted) or pip_installs(wanted)):
            keep(state)
            sys.exit(
                "\nThe packages could not be installed; the reason is above. If it is that the package index cannot be "
                "reached, set PIP_INDEX_URL to a mirror that can. Then run the same command again."
            )
        already = state["has"] if state["project"] == project else []
        keep({"made_for": MADE_FOR, "project": project, "has": sorted(wanted.union(already))})
        say(f"Set up in {time.monotonic() - started:.0f} s.")


def requirements(pyproject, names):
    """All that the named extras and groups come to, with the groups that they include and the extras of our own."""
    project = pyproject["project"]
    shelf = {**project["optional-dependencies"], **pyproject["dependency-groups"]}
    ours = project["name"] + "["
    wanted, waiting = set(), list(names)
    while waiting:
        name = waiting.pop()
        if name not in shelf:
            sys.exit(f"pyproject.toml has no extra and no dependency group {name!r}")
        for item in shelf[name]:
            if isinstance(item, dict):
                waiting.append(item["include-group"])
            elif item.startswith(ours):
                waiting += item[len(ours) :].rstrip("]").split(",")
            else:
                wanted.add(item)
    return wanted


def kept():
    """What the last set-up wrote down; empty where there was none."""
    with suppress(OSError, ValueError):
        return json.loads(STAMP.read_text(encoding="utf-8"))
    return {}


def keep(state):
    """Write it down, whole or not at all."""
    draft = STAMP.with_suffix(".new")
    draft.write_text(json.dumps(state, indent=1), encoding="utf-8")
    draft.replace(STAMP)


def stands():
    """Whether there is an environment that was made here, for this Python, and was finished."""
    return kept().get("made_for") == MADE_FOR and PYTHON.exists()


def holds(project, wanted):
    """Whether it has what is wanted of the project as it is now."""
    return stands() and kept()["project"] == project and wanted.issubset(kept()["has"])


def newly_made():
    """What there is to know of an empty environment, made in the place of a void one, but not of a stranger's."""
    ENV.mkdir(parents=True, exist_ok=True)
    if not STAMP.exists() and any(ENV.iterdir()):
        sys.exit(f"{ENV} was not made by dev.py. Remove it, or name another place: DEV_VENV=.venv-dev")
    keep({"made_for": "unfinished"})
    for void in ENV.iterdir():
        if void.is_dir() and not void.is_symlink():
            shutil.rmtree(void)
        elif void != STAMP:
            void.unlink()
    if not succeeds(BASE, "-m", "venv", "--without-pip", ENV):
        sys.exit(NO_PIP)
    (ENV / ".gitignore").write_text("*\n", encoding="utf-8")
    return {"made_for": MADE_FOR, "project": "", "has": []}


@contextmanager
def one_at_a_time():
    """Let a second set-up wait for the first; where files cannot be locked, hope."""
    with Path(__file__).open("rb") as file:
        with suppress(ImportError, OSError):
            import fcntl  # noqa: PLC0415 - Windows has none

            os.set_inheritable(file.fileno(), True)  # noqa: FBT003 - it takes no keyword
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def arguments(wanted):
    """What to ask of an installer; progress is for a person who waits, a log gets only what goes wrong."""
    return ["install", *([] if sys.stderr.isatty() else ["--quiet"]), "--editable", ROOT, *sorted(wanted)]


def uv_installs(wanted):
    """Whether uv is there and installed everything, told of the mirror and the certificates that pip uses."""
    uv = shutil.which("uv")
    if not uv:
        return False
    told = {"UV_DEFAULT_INDEX": mirror(), "SSL_CERT_FILE": os.environ.get("PIP_CERT")}
    env = {name: value for name, value in told.items() if value and name not in os.environ}
    verb, *rest = arguments(wanted)
    if succeeds(uv, "pip", verb, "--python", PYTHON, *rest, UV_PYTHON_DOWNLOADS="never", **env):
        return True
    say("uv could not; trying pip.")
    return False


def mirror():
    """The package index that pip is told to use, by the environment or by its configuration; empty where it is not."""
    home, config = Path.home(), ConfigParser(interpolation=None, strict=False)
    names = ["/etc/pip.conf", ".pip/pip.conf", ".config/pip/pip.conf", "Library/Application Support/pip/pip.conf"]
    names += ["AppData/Roaming/pip/pip.ini", os.environ.get("PIP_CONFIG_FILE", os.devnull)]
    with suppress(ConfigError, ValueError):  # a file that pip cannot read either, and will complain of
        config.read([home / name for name in names], encoding="utf-8")
    return os.environ.get("PIP_INDEX_URL") or config.get("global", "index-url", fallback="")


def pip_installs(wanted):
    """Whether pip did, whichever serves the environment: its own, Python's, the system's, or one that apt brings."""
    own, bring, system = [PYTHON, "-m", "pip"], [PYTHON, "-m", "ensurepip"], [BASE, "-m", "pip", "--python", PYTHON]
    if succeeds(*own, "--version", quiet=True) or succeeds(*bring, quiet=True):
        pip = own
    elif succeeds(*system, "--version", quiet=True):
        pip = system
    elif apt_installs() and succeeds(*bring, quiet=True):
        pip = own
    else:
        sys.exit(NO_PIP)
    return succeeds(*pip, *arguments(wanted), PIP_USER="0", PIP_DISABLE_PIP_VERSION_CHECK="1")


def apt_installs():
    """Whether apt, which only root may ask, installed what this Python lacks."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    say(f"This Python comes without pip: installing {VENV_PACKAGE} with apt-get.")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", VENV_PACKAGE]
    # A machine that is new, or old, does not know the package until it has asked.
    return succeeds(*install, quiet=True) or (succeeds("apt-get", "update", "-qq") and succeeds(*install))


def hand_over(tool, *rest):
    """Become a tool of the environment: its exit status, its signals and its terminal are its own."""
    argv = [str(BIN / tool), *rest]
    if os.name == "nt":
        sys.exit(subprocess.call(argv, env=INSIDE))
    os.execve(argv[0], argv, INSIDE)


def demo(*rest):
    """Run the demo."""
    run("demo", *rest)


def run(*rest):
    """Run the command line where the caller stands, for the files that it is given are named from there."""
    furnish(*NEEDS["run"])
    INSIDE["BANBUCHENG_CALLED"] = "python3 dev.py run"
    hand_over("banbucheng", *rest)


def counter(*rest):
    """Open the counter to look at."""
    furnish(*NEEDS["counter"])
    hand_over(PYTHON.name, str(ROOT / "examples/counter/run.py"), *rest)


def faults(*rest):
    """Run the fault suite in its long form."""
    furnish(*NEEDS["test"])
    os.chdir(ROOT)
    INSIDE["BANBUCHENG_FAULTS"] = "full"
    hand_over("pytest", "tests/faults", *rest)


def test(*rest):
    """Run the tests: all of them side by side, or those that are asked for."""
    furnish(*NEEDS["test"])
    os.chdir(ROOT)
    hand_over("pytest", *(rest or ("-n", "auto")))


def check(*parts):
    """Run every tool of these parts, whatever the one before it found, and then say how each part went."""
    furnish(*dict.fromkeys(name for part in parts for name in NEEDS[part]))
    lines, good = [], True
    for part in parts:
        started, failed = time.monotonic(), 0
        for tool, *rest in PARTS[part]:
            print("\n$", tool, *rest, flush=True)
            failed |= subprocess.call([str(BIN / tool), *rest], cwd=ROOT, env=INSIDE)
        lines.append(f"{part:8}{'FAILED' if failed else 'ok':8}{time.monotonic() - started:6.1f} s")
        good = good and not failed
    print("", *lines, sep="\n")
    sys.exit(0 if good else 1)


def bench(*rest):
    """Run the benchmark that is named, or all; all of them with --json print one document, by their names."""
    there = sorted(path.stem for path in (ROOT / "benchmarks").glob("[!_]*.py"))
    named = [word for word in rest[:1] if not word.startswith("-")]
    if not there or not set(named).issubset(there):
        sys.exit(f"there is no benchmark {' '.join(named)}; there are: {', '.join(there) or 'none yet'}")
    furnish(*NEEDS["bench"])
    gather = "--json" in rest and not named
    runs = {}
    for name in named or there:
        argv = [str(PYTHON), str(ROOT / f"benchmarks/{name}.py"), *rest[len(named) :]]
        runs[name] = subprocess.run(argv, env=INSIDE, stdout=subprocess.PIPE if gather else None, check=False)
    if gather:
        print(json.dumps({name: json.loads(run.stdout or "null") for name, run in runs.items()}, ensure_ascii=False))
    sys.exit(any(run.returncode for run in runs.values()))


def main(command="", *rest):
    """Run the command that was asked for."""
    commands = {"demo": demo, "counter": counter, "run": run, "test": test, "faults": faults, "bench": bench}
    if command in {"-h", "--help", "help"}:
        print(USAGE)
    elif command in commands:
        commands[command](*rest)
    elif command in {"check", *PARTS} and not rest:
        check(*(PARTS if command == "check" else [command]))
    else:
        say(USAGE)
        sys.exit(2)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        sys.exit(f"dev.py could not go on: {error}")
