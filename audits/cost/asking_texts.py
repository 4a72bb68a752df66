"""How a model of texts is asked while it is timed: to translate, to go on, or how likely they are.

A translator may keep answers from before an audit; while it is timed it is asked anew each time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from audits.data.arrays import Rows
from audits.data.dataset import Dataset
from audits.data.texts import source_column, texts
from audits.errors import NotApplicable
from audits.models import LanguageModel, Model, Remembering, Translator
from audits.models.generator import Generator, Sampling


@dataclass(frozen=True, eq=False)
class TextAsking:
    """What a model does with texts.

    ask: of a list of texts. unit: what one text is. words: what is asked, for the report.
    """

    ask: Callable[[Sequence[str]], Any]
    unit: str
    words: str


def texts_of(model: Model | None, most_tokens: int) -> TextAsking | None:
    """How the model is asked about texts; None where it is asked about none.

    most_tokens: after which a text that it writes behind a prompt is cut.
    """
    if isinstance(model, Translator):
        return _translating(model)
    if isinstance(model, Generator):
        return _continuing(model, most_tokens)
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

    def ask(sentences: Sequence[str]) -> Sequence[str | None]:
        return translate(sentences, source_language=source, target_language=target)

    origin = f" from {source}" if source else ""
    return TextAsking(ask, "sentence", f"the translation of a sentence{origin} into {target}")


def _continuing(model: Generator, most_tokens: int) -> TextAsking:
    sampling = model.settled(Sampling(most_tokens))

    def ask(prompts: Sequence[str]) -> Any:
        return model.generate(prompts, sampling)

    return TextAsking(ask, "prompt", f"an answer to a prompt: {sampling.words}")


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
