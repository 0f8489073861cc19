"""
The bulletin of a period: a text in official wording, ready to be read over and sent out.

Every share stands with its numerator and denominator; of few cases it says that they are few. Units have names in it only
where the caller says so.
"""

from attrs import frozen

__all__ = ["Bulletin", "Part", "bulletin_markdown"]

#: What Markdown takes for more than a character.
_MARKS = "\\`*_[]<>#|~&"


@frozen(kw_only=True)
class Part:
    """A heading and the paragraphs below it."""

    heading: str
    paragraphs: tuple[str, ...]


@frozen(kw_only=True)
class Bulletin:
    """The text of a bulletin, from its title to its annex."""

    title: str
    salutation: str
    opening: str
    parts: tuple[Part, ...]
    #: Who issues it, and the day.
    issuer: str
    issued_on: str
    #: The heading of the annex, those of its columns, and its lines.
    annex: str
    heads: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


def bulletin_markdown(text: Bulletin) -> str:
    """The bulletin as Markdown; what others wrote in it stays what it says."""
    table = [text.heads, tuple("---" for _ in text.heads), *(tuple(map(_plain, line)) for line in text.lines)]
    blocks = [
        f"# {_plain(text.title)}",
        _plain(text.salutation),
        _plain(text.opening),
        *(block for part in text.parts for block in (f"## {_plain(part.heading)}", *map(_paragraph, part.paragraphs))),
        f"{_plain(text.issuer)}  \n{text.issued_on}",
        f"## {_plain(text.annex)}",
        "\n".join(f"| {' | '.join(line)} |" for line in table),
    ]
    return "\n\n".join(blocks) + "\n"


def _plain(text: str) -> str:
    said = " ".join(text.split())
    return "".join(f"\\{each}" if each in _MARKS else each for each in said)


def _paragraph(text: str) -> str:
    """A paragraph that begins with a number is no list, and one that begins with a sign is none either."""
    said = _plain(text)
    number, dot, rest = said.partition(".")
    if dot and number.isdecimal():
        return f"{number}\\.{rest}"
    return f"\\{said}" if said[:1] in {"-", "+", "="} else said
