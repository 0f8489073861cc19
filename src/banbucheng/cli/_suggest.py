"""`banbucheng suggest TEXT`: which class of the catalogue a letter's words speak for; and how often that is right."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from banbucheng.adapters.catalogue_file import load_catalogue, load_labelled, shipped_catalogue
from banbucheng.cli._shared import as_json_option, console, lang_option, print_json
from banbucheng.cli._view import columns, table
from banbucheng.errors import BadInput
from banbucheng.labels import phrase, word
from banbucheng.taxonomy import Catalogue, Evaluation, Ranking, cross_validated, evaluated, learned

__all__ = ["command"]

_MEASURES = ("accuracy", "within_three", "coverage", "precision")
#: More of the words found would fill the line.
_SHOWN = 8


@click.command("suggest")
@click.argument("text", required=False)
@click.option("--file", "file", type=click.Path(path_type=Path), help="Read one letter from a UTF-8 file; - is stdin.")
@click.option(
    "--catalogue",
    "catalogue_file",
    type=click.Path(path_type=Path),
    help="A catalogue with words (TOML or CSV); without it, the one that ships.",
)
@click.option(
    "--evaluate",
    "labelled",
    type=click.Path(path_type=Path),
    help="Measure on letters with their class (CSV) instead: the words, what the letters teach, and both.",
)
@click.option("--folds", type=click.IntRange(2, 100), default=10, show_default=True, help="Parts to --evaluate with.")
@lang_option
@as_json_option
def command(
    text: str | None,
    file: Path | None,
    catalogue_file: Path | None,
    labelled: Path | None,
    folds: int,
    lang: str,
    *,
    as_json: bool,
) -> None:
    """Suggest the class of a letter by its words, with the words found; a person confirms."""
    if sum(each is not None for each in (text, file, labelled)) != 1:
        raise click.UsageError("give one of: a text, --file, --evaluate")
    catalogue = shipped_catalogue() if catalogue_file is None else load_catalogue(catalogue_file)
    if labelled is not None:
        _evaluate(labelled, catalogue, folds, lang, as_json=as_json)
        return
    ranking = catalogue.ranking(text if text is not None else _read(file or Path("-")))
    if as_json:
        print_json(_plain(ranking))
        return
    out = console()
    out.print(_verdict(ranking, lang))
    if ranking.candidates:
        out.print()
        out.print(_candidates(ranking, lang))


def _read(file: Path) -> str:
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise BadInput("file", str(file), f"it cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadInput("file", str(file), "it is not UTF-8; save it as UTF-8") from error


def _verdict(ranking: Ranking, lang: str) -> str:
    if ranking.suggested:
        return phrase("suggest.suggested", lang, path=" / ".join(ranking.suggested), lead=_number(ranking.lead))
    return word("suggest.unclear" if ranking.candidates else "suggest.nothing", lang)


def _candidates(ranking: Ranking, lang: str) -> Table:
    made = columns(table(""), ("suggest.class", "suggest.points", "suggest.evidence"), lang)
    for each in ranking.candidates:
        words = [f"{found} {_number(points)}" for found, points in each.evidence.items()]
        made.add_row(" / ".join(each.path), _number(each.score), ", ".join(words[:_SHOWN]))
    return made


def _number(points: float) -> str:
    return f"{points:.2f}".rstrip("0").rstrip(".")


def _plain(ranking: Ranking) -> Mapping[str, Any]:
    return {
        "suggested": list(ranking.suggested),
        "lead": ranking.lead,
        "candidates": [
            {"path": list(each.path), "score": each.score, "evidence": dict(each.evidence)}
            for each in ranking.candidates
        ],
    }


def _evaluate(path: Path, catalogue: Catalogue, folds: int, lang: str, *, as_json: bool) -> None:
    letters = load_labelled(path)
    measured = {
        "by_hand": evaluated(letters, catalogue),
        "by_letters": cross_validated(letters, folds=folds),
        "both": cross_validated(letters, folds=folds, learn=lambda those: learned(those, start=catalogue)),
    }
    if as_json:
        found = {name: _measures(each) for name, each in measured.items()}
        baseline = measured["by_hand"].baseline
        confusion = [
            {"labelled": list(labelled), "suggested": list(suggested), "letters": count}
            for (labelled, suggested), count in sorted(measured["by_hand"].confusion.items())
        ]
        print_json(
            {"letters": len(letters), "folds": folds, "largest": baseline, "methods": found, "confusion": confusion}
        )
        return
    out = console()
    out.print(_shares(measured, len(letters), folds, lang))
    out.print()
    out.print(_confusion(measured["by_hand"], lang))
    out.print(phrase("suggest.caution", lang, letters=len(letters)))


def _measures(evaluation: Evaluation) -> Mapping[str, Any]:
    shares = {name: getattr(evaluation, name) for name in _MEASURES}
    return {**shares, "interval": list(evaluation.interval)}


def _shares(measured: Mapping[str, Evaluation], letters: int, folds: int, lang: str) -> Table:
    made = table(phrase("suggest.measured", lang, letters=letters))
    order = ("method", "accuracy", "interval", "within_three", "coverage", "precision")
    columns(made, [f"suggest.{each}" for each in order], lang)
    made.add_row(word("suggest.largest", lang), _share(measured["by_hand"].baseline), "", "", "", "")
    for name, each in measured.items():
        low, high = each.interval
        first, *rest = (_share(getattr(each, measure)) for measure in _MEASURES)
        made.add_row(phrase(f"suggest.{name}", lang, folds=folds), first, f"{_share(low)}-{_share(high)}", *rest)
    return made


def _confusion(evaluation: Evaluation, lang: str) -> Table:
    made = table(word("suggest.confusion", lang))
    columns(made, ("suggest.labelled", "suggest.class", "#"), lang)
    for (labelled, suggested), count in sorted(evaluation.confusion.items(), key=lambda each: (each[0][0], -each[1])):
        made.add_row(" / ".join(labelled), " / ".join(suggested) or word("suggest.none", lang), str(count))
    return made


def _share(value: float) -> str:
    return f"{100 * value:.1f} %"
