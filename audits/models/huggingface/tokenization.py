"""Texts into tokens for a folder's network: how many it reads, how it is padded, what it knows.

features: the columns of a batch. network, tokenizer: of the folder, by transformers; config: its
`config.json`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features
from audits.errors import Refused
from audits.models.preprocessing import strings_of

MOST_TOKENS = 4096
# Where more of the words are unknown than this, the tokenizer is another model's.
MOST_UNKNOWN = 0.5
_FEWEST_WORDS = 10
# These spell every text by its letters or bytes and have no list of words.
_WITHOUT_WORDS = frozenset({"canine", "perceiver", "byt5"})
_WORD_LISTS = (
    "tokenizer.json", "vocab.txt", "vocab.json", "merges.txt", "bpe.codes", "*.model", "*.spm",
    "*.tiktoken", "tekken.json", "vocab.tsv",
)  # fmt: skip


@dataclass
class Tokens:
    """The tokenizer of a model of sentences and what is known of it.

    longest: tokens the network reads; a longer text is cut there.
    """

    tokenizer: Any
    reads: tuple[str, ...]
    longest: int

    def texts(self, features: Features) -> list[list[str]]:
        """The texts of each column that is read, one list a column, in the order of the rows."""
        return [list(strings_of(features, name)) for name in self.reads]

    def padded(self, features: Features) -> Mapping[str, Any]:
        """The network's tensors, every text as long as the longest of the batch."""
        encoded: Mapping[str, Any] = self.tokenizer(
            *self.texts(features),
            padding=True, truncation=True, max_length=self.longest, return_tensors="pt",
        )  # fmt: skip
        return encoded

    def with_places(self, features: Features) -> Mapping[str, Any]:
        """The same tensors and, of each token, its characters and whether it is no word's.

        `offset_mapping`, shape (rows, tokens, 2), and `special_tokens_mask`, shape (rows, tokens):
        1 of padding, beginnings and ends.
        """
        encoded: Mapping[str, Any] = self.tokenizer(
            *self.texts(features),
            padding=True, truncation=True, max_length=self.longest, return_tensors="pt",
            return_offsets_mapping=True, return_special_tokens_mask=True,
        )  # fmt: skip
        return encoded

    def lengths(self, features: Features) -> NDArray[np.int64]:
        """Shape (rows,): tokens of each text, as the network reads it."""
        token_ids = self.tokenizer(
            *self.texts(features), truncation=True, max_length=self.longest, verbose=False
        )["input_ids"]
        return np.array([len(row) for row in token_ids], dtype=np.int64)

    def seen(self, features: Features) -> tuple[int, int, NDArray[np.int64]]:
        """Unknown tokens, all tokens, and how many each row has, shape (rows,), of whole texts.

        A text that leaves no token at all counts with its words, as unknown ones.
        """
        rows = self.tokenizer(*self.texts(features), verbose=False)["input_ids"]
        lengths = np.array([len(row) for row in rows], dtype=np.int64)
        flat = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=int(lengths.sum()))
        strange = self.tokenizer.unk_token_id
        unknown = np.zeros(len(flat), dtype=bool) if strange is None else flat == strange
        marks = [i for i in self.tokenizer.all_special_ids if i != strange]
        worded = ~np.isin(flat, marks)
        owner = np.repeat(np.arange(len(rows)), lengths)
        silent = np.bincount(owner[worded], minlength=len(rows)) == 0
        columns = self.texts(features)
        lost = sum(len(texts[row].split()) for row in np.flatnonzero(silent) for texts in columns)
        return int(unknown.sum()) + lost, int(worded.sum()) + lost, lengths

    def description(self) -> str:
        """The tokenizer in words."""
        return (
            f"{type(self.tokenizer).__name__}, {len(self.tokenizer):,} tokens; texts of up to "
            f"{self.longest:,} tokens are read whole"
        )


def look_over(tokens: Tokens, features: Features) -> tuple[tuple[str, str], ...]:
    """What all the rows' texts say of the tokenizer; `Refused` where it knows too few words.

    Returned are pairs (what, how) for the report.
    """
    bad, total, lengths = tokens.seen(features)
    if total >= _FEWEST_WORDS and bad > MOST_UNKNOWN * total:
        raise Refused.because(
            "model.files.tokenizer",
            f"does not know {bad:,} of {total:,} words of {', '.join(tokens.reads)} "
            f"({100 * bad / total:.0f} %), so the model would be asked about nothing",
            "save the tokenizer that the model was trained with into its folder "
            "(`tokenizer.save_pretrained(folder)`), or name the column in the model's language",
            "unknown_words",
        )
    pairs = []
    if bad:
        pairs.append(("unknown words", f"{bad:,} of {total:,} tokens ({100 * bad / total:.1f} %)"))
    longer = int((lengths > tokens.longest).sum())
    if longer:
        pairs.append(
            ("cut", f"{longer:,} of {len(lengths):,} rows are longer than {tokens.longest:,} "
                    "tokens; what stands behind is not read")
        )  # fmt: skip
    return tuple(pairs)


def check_words(folder: Path, config: Mapping[str, Any]) -> None:
    """A folder without a list of words is `Refused`: the library would know no word."""
    if config.get("model_type") in _WITHOUT_WORDS:
        return
    if not any(any(folder.glob(pattern)) for pattern in _WORD_LISTS):
        raise Refused.because(
            "model.files.tokenizer",
            "is not there: without its list of words the model cannot read a text",
            "save it beside the model (`tokenizer.save_pretrained(folder)`)",
            "no_tokenizer",
        )


def longest_of(network: Any, tokenizer: Any) -> int:
    """How many tokens the network has places for."""
    config = network.config
    stated = [
        getattr(config, name, None)
        for name in ("max_position_embeddings", "n_positions", "max_seq_len", "seq_length")
    ]
    places = [tokenizer.model_max_length, MOST_TOKENS]
    places += [n for n in stated if isinstance(n, int) and not isinstance(n, bool) and n > 0]
    for name, module in network.named_modules():
        # Families after RoBERTa begin counting behind the padding's own place.
        offset = getattr(module, "padding_idx", None)
        weight = getattr(module, "weight", None)
        if name.endswith("position_embeddings") and offset is not None and weight is not None:
            places.append(len(weight) - offset - 1)
    return int(min(places))


def match_padding(network: Any, tokenizer: Any) -> None:
    """One padding token for both: a head that reads the last word looks for it."""
    stated = getattr(network.config, "pad_token_id", None)  # not every family's has one
    if stated is None:
        network.config.pad_token_id = tokenizer.pad_token_id
    elif stated != tokenizer.pad_token_id and 0 <= stated < len(tokenizer):
        tokenizer.pad_token = tokenizer.convert_ids_to_tokens(stated)
