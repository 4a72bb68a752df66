"""`evenhand init DATA [MODEL]`: look at the files and write a commented audit document."""

import argparse
import os
import sys
from pathlib import Path

from audits.errors import Refused
from evenhand import exit_codes
from evenhand.options import add_encoding, add_words, words_of

NAME = "init"
HELP = "Look at a table (and a model) and write a commented audit document."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The files, and where the document goes."""
    parser.add_argument(
        "data", type=Path, help="a table: CSV, Excel, Parquet, Feather, JSON lines, or a zip"
    )
    parser.add_argument("model", type=Path, nargs="?", help="an ONNX file or a folder")
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="the document; audit.yaml beside the data"
    )
    add_words(parser, "what is known of the columns already")
    add_encoding(parser)
    parser.add_argument(
        "--results", action="store_true",
        help="the table holds results of systems (means with errors, or scores): a document that "
        "tests its claims of improvement; such a table is known by its cells where they say ±",
    )  # fmt: skip
    parser.add_argument(
        "--printed", action="append", metavar="FIGURE",
        help="a printed rate, such as 'NAME: 63 %%', to be held against the table's outcomes; may "
        "be repeated",
    )  # fmt: skip
    parser.add_argument("--yes", action="store_true", help="ask nothing, take every guess")


def run(arguments: argparse.Namespace) -> int:
    """Look, ask what nobody can see, write."""
    from evenhand.extras import refuse_without_models

    refuse_without_models("evenhand init")
    from audits.specification.document import ModelSpec
    from evenhand.claims_drafting import write_claims
    from evenhand.drafting import Words
    from evenhand.given_paths import existing
    from evenhand.initialising import agree, default_target, write_document
    from evenhand.printed_drafting import write_published
    from evenhand.result_tables import result_table
    from workers.inspection import inspect_dataset, inspect_model
    from workers.sandbox import Limits

    target = arguments.out or default_target(arguments.data)
    for field, path in (("data", arguments.data), ("model", arguments.model)):
        if path is not None:
            existing(path, field)
    if target.exists():
        raise Refused.because(
            "--out", f"{target} is there already", "name another file, or move it away", "exists"
        )
    limits = Limits()
    dataset = inspect_dataset(arguments.data.resolve(), limits=limits, encoding=arguments.encoding)
    model = None
    if arguments.model is not None:
        model = inspect_model(arguments.model.resolve(), manifest=ModelSpec(), limits=limits)
    ask = agree if arguments.yes or not sys.stdin.isatty() else _asked
    words, path = Words(**words_of(arguments)), _beside(arguments.data, target)
    table = None
    if model is None and (arguments.results or not words.named):
        table = result_table(dataset)
    if arguments.results and table is None:
        raise Refused.because(
            "--results", "the table has no column of scores beside one that names systems, data "
            "sets or runs", "leave it out, or give such a table (docs/claims.md)", "no_results",
        )  # fmt: skip
    if arguments.printed:
        written = write_published(
            path, dataset, arguments.printed, encoding=arguments.encoding, words=words, ask=ask
        )
    elif table is not None and (arguments.results or table.is_sure):
        written = write_claims(path, dataset, table, encoding=arguments.encoding, ask=ask)
    else:
        written = write_document(
            path,
            dataset,
            model=None if arguments.model is None else _beside(arguments.model, target),
            model_profile=model,
            encoding=arguments.encoding,
            words=words,
            ask=ask,
        )
    try:
        target.write_text(written.text, encoding="utf-8")
    except OSError as error:
        raise Refused.because(
            "--out", f"cannot write to {target}: {error.strerror}", "choose another file"
        ) from error
    sys.stdout.write(written.text)
    for problem in written.problems:
        sys.stdout.write(f"still to say: {problem}\n")
    sys.stdout.write(f"\nwritten to {target}; look it over, then:\n  evenhand audit {target}\n")
    return exit_codes.PASS


def _asked(question: str, proposal: str, fitting: tuple[str, ...]) -> str:
    while True:
        answer = input(f"{question} [{proposal}] ").strip() or proposal
        if answer in fitting:
            return answer
        sys.stdout.write(f"{answer!r} is none of them; there are {', '.join(fitting[:40])}\n")


def _beside(path: Path, target: Path) -> str:
    """As the document names it: relative to the document's own folder."""
    return os.path.relpath(path.resolve(), target.resolve().parent)
