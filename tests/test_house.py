"""The rules of the house that a machine can hold us to."""

import ast
import importlib
import importlib.util
import inspect
import pkgutil
import re
import string
import subprocess
import sys
import tomllib
from enum import StrEnum
from pathlib import Path
from types import ModuleType

import pytest

import banbucheng
from banbucheng import terms

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "banbucheng"
MODULES = sorted(SOURCE.rglob("*.py"))
LABELS = ("zh_CN", "en")
VOCABULARIES = [each for each in vars(terms).values() if inspect.isclass(each) and each.__module__ == terms.__name__]

#: Han characters, their punctuation and the full-width forms.
CJK = re.compile("[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")
#: Whatever a plain `import banbucheng` has no use for.
HEAVY = {
    *(
        "ahocorasick_rs",
        "alembic",
        "cattrs",
        "click",
        "cryptography",
        "duckdb",
        "fastapi",
        "flask",
        "holidays",
        "hypothesis",
        "ibis",
    ),
    *("matplotlib", "numpy", "openpyxl", "pytest", "rich", "sqlalchemy", "starlette", "stdnum", "xlsxwriter"),
}


def name(path: Path) -> str:
    """A file of the project, as a reader would name it."""
    return path.relative_to(ROOT).as_posix()


def words(language: str) -> dict[str, str]:
    """Every word of a label file by its dotted code."""

    def flat(prefix: str, table: dict[str, object]) -> dict[str, str]:
        found: dict[str, str] = {}
        for key, value in table.items():
            found |= flat(f"{prefix}{key}.", value) if isinstance(value, dict) else {f"{prefix}{key}": str(value)}
        return found

    return flat("", tomllib.loads((SOURCE / "labels" / f"{language}.toml").read_text(encoding="utf-8")))


def public_modules() -> list[ModuleType]:
    """The package and every module of it that says what it offers."""
    names = ["banbucheng", *(each.name for each in pkgutil.walk_packages(banbucheng.__path__, "banbucheng."))]
    modules = [importlib.import_module(each) for each in names if "._" not in each]
    return [module for module in modules if hasattr(module, "__all__")]


def load_dev() -> ModuleType:
    """The script `dev.py`, as a module."""
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# Words


@pytest.mark.parametrize("path", [*MODULES, *SOURCE.rglob("*.pyi")], ids=name)
def test_code_holds_no_chinese(path: Path) -> None:
    """Chinese is data: the words of the library are in `labels`, those of a city in its rulebook."""
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)

    chinese = [f"{name(path)}:{number}: {line}" for number, line in lines if CJK.search(line)]

    assert [] == chinese


@pytest.mark.parametrize("language", LABELS)
@pytest.mark.parametrize("codes", VOCABULARIES, ids=lambda codes: codes.__name__)
def test_every_code_has_a_word(codes: type[StrEnum], language: str) -> None:
    """A code of the field can be said in either language: `Status.ASSIGNED` is worded at `status.assigned`."""
    section = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", codes.__name__).lower()

    wordless = {f"{section}.{code}" for code in codes} - {
        code for code, word in words(language).items() if word.strip()
    }

    assert set() == wordless


def test_every_vocabulary_is_a_str_enum() -> None:
    """The classes of `terms` are vocabularies of codes, and there are some to check."""
    assert [] == [each.__name__ for each in VOCABULARIES if not issubclass(each, StrEnum)]
    assert {"Status", "Outcome", "Measure"} <= {each.__name__ for each in VOCABULARIES}


def test_both_languages_word_the_same_codes() -> None:
    """What can be said in one language can be said in the other."""
    chinese, english = words("zh_CN"), words("en")

    assert set(chinese) == set(english)


def test_a_phrase_has_the_same_gaps_in_both_languages() -> None:
    """What is filled into a phrase is filled into its translation too."""

    def gaps(word: str) -> set[str]:
        return {gap for _, gap, _, _ in string.Formatter().parse(word) if gap is not None}

    chinese, english = words("zh_CN"), words("en")

    assert {} == {
        code: (chinese[code], english[code]) for code in chinese if gaps(chinese[code]) != gaps(english[code])
    }


# Time

#: The functions of the module `time` that say what time it is, and not how long something took.
READINGS = {"time", "time_ns", "localtime", "gmtime"}


def asks_the_machine(node: ast.AST) -> bool:
    """Whether an expression takes the time, or the zone, of the machine past the Clock that is there for it."""
    match node:
        case ast.Attribute(value=ast.Name("clock") | ast.Attribute(attr="clock"), attr="now"):
            return False
        case ast.Attribute(value=ast.Call(func=ast.Name("SystemClock")), attr="now"):
            return False
        case ast.Attribute(attr="now" | "utcnow" | "today"):
            return True
        case ast.Attribute(value=ast.Name("time"), attr=attribute):
            return attribute in READINGS
        case ast.ImportFrom(module="time", names=names):
            return any(each.name in READINGS for each in names)
        case _:
            return isinstance(node, ast.Call) and ast.unparse(node).endswith(".astimezone()")


@pytest.mark.parametrize("path", [each for each in MODULES if each != SOURCE / "adapters" / "clock.py"], ids=name)
def test_only_the_clock_asks_the_time(path: Path) -> None:
    """Time enters as `at`, and a zone with a calendar: no other module reads the machine's clock or zone."""
    tree = ast.parse(path.read_text(encoding="utf-8"))

    assert [] == [ast.unparse(node) for node in ast.walk(tree) if asks_the_machine(node)]


@pytest.mark.parametrize(
    "line",
    [
        "datetime.now()",
        "datetime.datetime.now(UTC)",
        "datetime.utcnow()",
        "date.today()",
        "time.time()",
        "field(factory=datetime.now)",
        "from time import time",
        "at.astimezone()",
    ],
)
def test_a_clock_in_the_wrong_place_is_seen(line: str) -> None:
    """The rule before this one does find what it forbids."""
    assert any(asks_the_machine(node) for node in ast.walk(ast.parse(line)))


@pytest.mark.parametrize("line", ["self.clock.now()", "SystemClock().now()", "at.astimezone(zone)", "at.time()"])
def test_a_clock_in_the_right_place_is_let_be(line: str) -> None:
    """And it does not cry wolf."""
    assert not any(asks_the_machine(node) for node in ast.walk(ast.parse(line)))


# Doors


def test_a_plain_import_is_light() -> None:
    """`import banbucheng` loads no extra and nothing that only an adapter needs."""
    code = f"import sys, banbucheng; print(*sorted({HEAVY!r} & set(sys.modules)))"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()  # noqa: S603 - our own Python

    assert [] == loaded


def test_every_public_name_says_what_it_is() -> None:
    """Each class and function that a module offers has a docstring of its own."""
    silent = [
        f"{module.__name__}.{each}"
        for module in public_modules()
        for each in module.__all__
        if callable(thing := getattr(module, each)) and inspect.isclass(thing) | inspect.isroutine(thing)
        if not (thing.__doc__ or "").strip()
    ]

    assert [] == silent


def test_what_a_module_offers_is_there() -> None:
    """`__all__` names what exists, and nothing twice."""
    for module in public_modules():
        assert len(set(module.__all__)) == len(module.__all__), module.__name__
        assert [] == [each for each in module.__all__ if not hasattr(module, each)], module.__name__


def test_the_front_door_opens_on_what_its_stub_promises() -> None:
    """The names that type checkers read in `__init__.pyi` are the objects that the lazy `__getattr__` finds."""
    stub = ast.parse((SOURCE / "__init__.pyi").read_text(encoding="utf-8"))
    promised = {
        alias.asname or alias.name: getattr(importlib.import_module(node.module), alias.name)
        for node in stub.body
        if isinstance(node, ast.ImportFrom) and node.module is not None and node.module.startswith("banbucheng")
        for alias in node.names
    }

    assert set(promised) == set(banbucheng.__all__)
    assert [] == [each for each, thing in promised.items() if getattr(banbucheng, each) is not thing]
    assert set(promised) <= set(dir(banbucheng))


def test_the_front_door_knows_its_limits() -> None:
    """A name that is not offered is refused as Python refuses it."""
    with pytest.raises(AttributeError, match="no_such_thing"):
        _ = banbucheng.no_such_thing  # type: ignore[attr-defined] # it is the claim that there is none


# The workshop


@pytest.mark.parametrize("file", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "src/banbucheng/py.typed"])
def test_the_project_is_complete(file: str) -> None:
    """What a visitor looks for first is there."""
    assert (ROOT / file).is_file()


@pytest.mark.parametrize("command", ["python3 dev.py demo", "python3 dev.py test"])
def test_the_two_commands_are_in_the_readme(command: str) -> None:
    """The README names the commands that do all the setting up."""
    assert command in (ROOT / "README.md").read_text(encoding="utf-8")


def test_check_guards_the_layers() -> None:
    """`dev.py check` runs import-linter over a contract that leaves no room out."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = pyproject["tool"]["importlinter"]["contracts"]

    assert ["lint-imports"] in load_dev().PARTS["layers"]
    assert [True] == [contract["exhaustive"] for contract in contracts if contract["type"] == "layers"]


def test_dev_names_extras_and_groups_that_exist() -> None:
    """Each command of `dev.py` asks for requirements that pyproject.toml has."""
    dev = load_dev()
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    assert [] == [command for command, needs in dev.NEEDS.items() if not dev.requirements(pyproject, needs)]


def test_every_silenced_warning_has_its_reason() -> None:
    """Beside each rule that is switched off, in pyproject.toml or on a line, stands why."""
    settings = (
        (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("[tool.ruff.lint]")[1].split("[tool.mypy]")[0]
    )
    rules = [line for line in settings.splitlines() if re.match(r'\s+"[A-Z]+\d*",', line)]
    lines = [(path, line) for path in [*MODULES, ROOT / "dev.py"] for line in path.read_text("utf-8").splitlines()]
    silencing = re.compile(r"# (noqa: [A-Z0-9, ]+|type: ignore\[[^]]+\]|pyright: ignore\[[^]]+\]|pragma: \w+)")

    assert [] == [rule for rule in rules if not re.search(r"# \S", rule)]
    assert [] == [
        f"{name(path)}: {line.strip()}"
        for path, line in lines
        if (found := silencing.search(line)) and not re.match(r"\s*(- |# )\w", line[found.end() :])
    ]
