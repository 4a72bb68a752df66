"""Which of its options each row was answered with: as recorded, or asked of a model."""

from collections.abc import Sequence
from dataclasses import dataclass

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.errors import NotApplicable
from audits.language.likeliest_options import Per, likeliest_options
from audits.language.options_asked_in_words import options_asked_in_words
from audits.language.places_of_options import named_options
from audits.language.plain_texts import plain
from audits.language.prompts import texts_of
from audits.models import LanguageModel
from audits.models.generator import Generator
from audits.probing.subject import Subject
from audits.specification.roles import Role


@dataclass(frozen=True, eq=False)
class Answered:
    """options: of each row, in a plain spelling. answers: of each row, None where none is read.

    asked: whether a model was; in_words: whether it said its answer, and no likelihood is known.
    notice: how answers were read that name an option by its place, where they do.
    """

    options: Sequence[tuple[str, ...]]
    answers: Sequence[str | None]
    asked: bool
    in_words: bool = False
    notice: str | None = None


def plain_column(column: Column) -> list[str | None]:
    """The cells of a column in that spelling; None where missing or empty."""
    return [None if not text else plain(text) or None for text in texts_of(column)]


def answers_among_options(subject: Subject, per: Per) -> Answered:
    """The recorded prediction, read as one of the row's options; else what the model takes.

    That is the option it holds likeliest, and of a model that only answers in words what it says.

    per: as of `likeliest_options`. An answer that is none of the options is None: nothing is
    guessed from a sentence. Raises `NotApplicable` where there is neither an answer nor a model.
    """
    columns = subject.data.having(Role.OPTION)
    if len(columns) < 2:
        raise NotApplicable(
            "there are no answers to choose among",
            "give each column of possible answers the role `option`, at least two",
        )
    cells = [texts_of(column) for column in columns]
    written = [
        tuple(sorted({text for text in row if text})) for row in zip(*cells, strict=True)
    ]  # sorted, so that the order of the columns does not matter
    options = [tuple(plain(text) for text in row) for row in written]
    for row, own in enumerate(options):
        if len(own) < 2 or len(set(own)) < len(own):
            raise NotApplicable(
                f"row {row + 1} has not two options that differ", "mend the row, or leave it out"
            )
    recorded = subject.data.one(Role.PREDICTION)
    if recorded is not None:
        return _recorded(subject.data, recorded, options)
    model = subject.model
    if not isinstance(model, LanguageModel | Generator):
        raise NotApplicable(
            "there is neither a recorded answer nor a language model to ask",
            "give the column of answers the role `prediction`, or a language model or a chat "
            "endpoint as `model`",
        )
    questions, on_progress = questions_of(subject.data), subject.on_progress
    if isinstance(model, LanguageModel):
        taken = likeliest_options(model, questions, written, per=per, on_progress=on_progress)
    else:
        taken = options_asked_in_words(
            model, questions, written, seed=subject.seed, on_progress=on_progress
        )
    answers = [None if text is None else plain(text) for text in taken]
    return Answered(options, answers, True, in_words=not isinstance(model, LanguageModel))


def options_by_column(data: Dataset) -> tuple[list[str], list[tuple[str | None, ...]]]:
    """The names of the columns of options, and of each row what stands in them, plainly spelled."""
    columns = data.having(Role.OPTION)
    cells = [plain_column(column) for column in columns]
    return [column.name for column in columns], list(zip(*cells, strict=True))


def _recorded(data: Dataset, column: Column, options: Sequence[tuple[str, ...]]) -> Answered:
    """Raises `NotApplicable` where no answer of all is an option: another column was meant."""
    named = named_options(column, *options_by_column(data))
    answers = [
        cell if cell in own else None for cell, own in zip(named.cells, options, strict=True)
    ]
    given = next((cell for cell in named.cells if cell), None)
    if given is not None and not any(answers):
        raise NotApplicable(
            f"none of the answers of `{column.name}` is one of its row's options, as "
            f"{given!r} is none of: {', '.join(options[named.cells.index(given)])}",
            "write answers as the options are spelled, or as their letters (A is the first)",
        )
    return Answered(options, answers, asked=False, notice=named.notice)


def questions_of(data: Dataset) -> list[str]:
    """The one feature of texts: what stands before the answer; else `NotApplicable`."""
    columns = [c for c in data.having(Role.FEATURE) if isinstance(c.values, Texts | Categories)]
    if len(columns) != 1:
        raise NotApplicable(
            f"{len(columns)} columns of texts are features, and the model is asked one question",
            "join context and question in one column, with `role: feature, kind: text`",
        )
    texts = texts_of(columns[0])
    missing = [row for row, text in enumerate(texts) if not text]
    if missing:
        raise NotApplicable(
            f"row {missing[0] + 1} of {columns[0].name!r} is empty", "fill it, or leave the row out"
        )
    return [text or "" for text in texts]
