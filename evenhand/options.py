"""Numbers given as options: each is held against its bounds before any work, in words that mend."""

import argparse
import math
from collections.abc import Callable
from typing import Any

from evenhand.column_options import COLUMN_OPTIONS, add_column_options, columns_of


def number(*, unit: str, above: float, at_most: float, example: str) -> Callable[[str], float]:
    """Reads an option's number above one bound and up to another.

    unit: what is counted, e.g. "seconds"; example: what the refusal proposes, e.g. "600".
    """

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not above < value <= at_most:  # false of what is no number, too
            raise argparse.ArgumentTypeError(
                f"{text!r} is no number of {unit} above {above:,g} and up to "
                f"{at_most:,.0f}; give e.g. {example}"
            )
        return value

    return read


def add_budget(parser: argparse.ArgumentParser) -> None:
    """`--budget`, instead of the document's `settings.budget`."""
    parser.add_argument(
        "--budget",
        type=duration,
        metavar="TIME",
        help="how long probes may ask the model again, e.g. 90s, 10m (the default) or 2h; "
        "what does not fit is sampled or not run, and told",
    )


def add_encoding(parser: argparse.ArgumentParser, instead: str = "") -> None:
    """`--encoding`, as `dataset.encoding` of a document.

    instead: what it is said in place of, as the help prints it.
    """
    parser.add_argument(
        "--encoding",
        type=encoding,
        metavar="NAME",
        help=f"of a table whose bytes are not UTF-8{instead}, by Python's names: latin-1, cp1250, "
        "cp1251, shift_jis, gb18030 ...",
    )


def add_mode(parser: argparse.ArgumentParser) -> None:
    """`--mode`, instead of the document's."""
    parser.add_argument(
        "--mode",
        choices=("all", "new_only"),
        help="new_only: findings that the last accepted audit had stand and hold no gate",
    )


# What a table's columns are for, and how they are judged.
_WORDS = {
    "--label": ("COLUMN", "what is true"),
    "--prediction": ("COLUMN", "the recorded answers"),
    "--score": ("COLUMN", "the recorded probabilities or scores"),
    "--protected": ("COLUMN", "makes the groups that are compared; give it again for another"),
    "--nuisance": ("COLUMN", "should not matter; give it again for another"),
    "--weight": ("COLUMN", "sampling weights"),
    "--count": ("COLUMN", "how many alike each row stands for, as in a table of counts"),
    "--cluster": (
        "COLUMN",
        "says which rows belong together (patient, household): intervals count those",
    ),
    "--split": ("COLUMN", "says which rows are of train or test: test rows are measured"),
    "--positive": ("VALUE", "the class that error rates are about"),
    "--favourable": ("VALUE", "the answer that benefits the person"),
    "--policy": ("NAME", "four-fifths, equal-opportunity ... or a file; left out, starter"),
}
_SEVERAL = ("--protected", "--nuisance")


def add_words(
    parser: argparse.ArgumentParser, title: str = "a table in place of a document"
) -> None:
    """What an audit of a table needs to know, in place of a document; but for the model."""
    group = parser.add_argument_group(title)
    for option, (metavar, explanation) in _WORDS.items():
        action = "append" if option in _SEVERAL else "store"
        group.add_argument(option, metavar=metavar, help=explanation, action=action)
    group.add_argument(
        "--threshold",
        type=finite,
        metavar="NUMBER",
        help="from which score on an answer is positive",
    )
    add_column_options(group)


def words_said(arguments: argparse.Namespace) -> list[str]:
    """The options of `add_words` that were given."""
    options = (*_WORDS, "--threshold", *COLUMN_OPTIONS, "--model")
    return [o for o in options if getattr(arguments, o.removeprefix("--"), None) is not None]


def words_of(arguments: argparse.Namespace) -> dict[str, Any]:
    """What was said of the table's columns, as `evenhand.drafting.Words` takes it."""
    several = {option.removeprefix("--") for option in _SEVERAL}
    names = [option.removeprefix("--") for option in (*_WORDS, "--threshold")]
    values = {name: getattr(arguments, name) for name in names}
    given = [getattr(arguments, option.removeprefix("--")) or () for option in COLUMN_OPTIONS]
    return {
        **{name: value or () if name in several else value for name, value in values.items()},
        "columns": columns_of(option for options in given for option in options),
    }


def finite(text: str) -> float:
    """Reads any number but infinity."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text!r} is no number; give e.g. 0.5")
    return value


def duration(text: str) -> str:
    """Reads a length of time, in its one spelling."""
    from audits.specification.durations import seconds_of, spelled

    try:
        return spelled(seconds_of(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def encoding(text: str) -> str:
    """Reads the name of an encoding, in its one spelling."""
    from audits.specification.table_encodings import EXAMPLES, canonical

    known = canonical(text)
    if known is None:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no encoding of tables; give its name in Python, e.g. {EXAMPLES}"
        )
    return known


def lines(text: str) -> int:
    """Reads how many lines are shown at most."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= 10_000):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of lines from 1 to 10,000")
    return int(text)


def port(text: str) -> int:
    """Reads a port that can be listened on."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= 65_535):
        raise argparse.ArgumentTypeError(f"{text!r} is no port; give one from 1 to 65535")
    return int(text)
