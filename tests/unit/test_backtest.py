"""The promise about unannounced years, held over every year from 2014 on."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def backtest() -> ModuleType:
    """The benchmark of that name, by its path."""
    path = Path(__file__).parents[2] / "benchmarks" / "backtest.py"
    spec = importlib.util.spec_from_file_location("backtest", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["backtest"] = module
    spec.loader.exec_module(module)
    return module


def test_the_future_is_never_silently_wrong(backtest: ModuleType) -> None:
    """Over 2014-2026, each notice hidden: the true date is inside in >= 99.5 %, and what was called firm wrong in <= 0.4 %."""
    score = backtest.score([answer for year in backtest.YEARS for answer in backtest.answers(year)])

    assert score.pairs > 14_000
    assert score.inside >= 0.995
    assert score.firm_wrong <= 0.004


def test_most_answers_are_firm_and_the_others_narrow(backtest: ModuleType) -> None:
    """An interval that says nothing would keep the promise too: two thirds are firm, and the rest span a working week or so."""
    score = backtest.score([answer for year in backtest.YEARS for answer in backtest.answers(year)])

    assert score.firm > 0.66
    assert score.mean_width < 6
    assert score.widest <= 21


@pytest.mark.parametrize("year", [year for year in range(2014, 2027) if year != 2015])
def test_only_the_decree_of_2015_surprised(backtest: ModuleType, year: int) -> None:
    """The decree of 2015-09-03 is the known outlier: in every other year no true date lay outside."""
    assert 1 == backtest.score(list(backtest.answers(year))).inside
