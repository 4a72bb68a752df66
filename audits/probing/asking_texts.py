"""How a model of texts is asked anew: to translate, to go on, or how likely it finds them.

A translator may keep answers from before an audit; whoever times it, or looks whether it repeats,
asks it anew each time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from audits.data.arrays import Rows
from audits.data.dataset import Dataset
from audits.data.texts import source_column, texts
from audits.errors import NotApplicable
from audits.models import LanguageModel, Model, Remembering, Translator
from audits.models.generator import Generation, Generator, Sampling


@dataclass(frozen=True, eq=False)
class TextAsking:
    """What a model does with texts.

    ask: of a list of texts. unit: what one text is. words: what is asked, for the report.
    written: the texts in what `ask` gives, None for one that was left without an answer; None of a
    model that answers with numbers. begin: as `ask`, of one token and no more; None where no end
    can be set. sampling: how words are drawn, where the model says it.
    """

    ask: Callable[[Sequence[str]], Any]
    unit: str
    words: str
    written: Callable[[Any], list[str | None]] | None = None
    begin: Callable[[Sequence[str]], Any] | None = None
    sampling: Sampling | None = None


def texts_of(model: Model | None, sampling: Sampling) -> TextAsking | None:
    """How the model is asked about texts; None where it is asked about none.

    sampling: how a text is written behind a prompt, and after how many tokens it is cut; settled
    by the model.
    """
    if isinstance(model, Translator):
        return _translating(model)
    if isinstance(model, Generator):
        return _continuing(model, model.settled(sampling))
    if isinstance(model, LanguageModel):
        return TextAsking(
            model.log_likelihood, "sentence", "how likely the model finds a sentence; a masked "
            "model passes it once for each of its tokens",
        )  # fmt: skip
    return None


def _translating(model: Translator) -> TextAsking:
    source = getattr(model, "source_language", None) or ""
    target = getattr(model, "target_language", None) or "en"
    translate = model.translate_anew if isinstance(model, Remembering) else model.translate

    def ask(sentences: Sequence[str]) -> list[str]:
        return translate(sentences, source_language=source, target_language=target)

    origin = f" from {source}" if source else ""
    return TextAsking(
        ask, "sentence", f"the translation of a sentence{origin} into {target}", written=list,
        sampling=getattr(model, "sampling", None),
    )  # fmt: skip


def _continuing(model: Generator, sampling: Sampling) -> TextAsking:
    def ask(prompts: Sequence[str]) -> list[Generation]:
        return model.generate(prompts, sampling)

    def begin(prompts: Sequence[str]) -> list[Generation]:
        return model.generate(prompts, replace(sampling, most_tokens=1))

    return TextAsking(
        ask, "prompt", f"an answer to a prompt: {sampling.words}",
        written=lambda answers: [one.text for one in answers], begin=begin, sampling=sampling,
    )  # fmt: skip


def texts_in_order(data: Dataset, rows: Rows) -> list[str]:
    """The texts of the first feature of words that hold something, along these rows.

    rows: shape (rows,), positions. Raises `NotApplicable` where the data have none.
    """
    column = source_column(data)
    every = [] if column is None else texts(column)
    written = [every[row] for row in rows.tolist()] if every else []
    given = [text for text in written if text and text.strip()]
    if not given:
        raise NotApplicable(
            "the data have no texts that the model could be asked about",
            "give a column of texts the role `feature` with `kind: text`",
        )
    return given
