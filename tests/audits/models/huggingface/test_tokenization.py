"""Texts into tokens: a folder without words, with too few, and what is cut; counted by hand."""

from pathlib import Path

import pytest

from audits.data.dataset import Column, Dataset, Role, Texts
from audits.errors import Refused
from audits.models.opening import inspect_model, open_model
from audits.running.row_by_row_check import ask_again
from tests.audits.models.huggingface.small_bert import SPEC


@pytest.mark.parametrize("kept", ["tokenizer_config.json", ""])
def test_a_folder_without_its_words_is_refused(bert: Path, tmp_path: Path, kept: str) -> None:
    for name in ("tokenizer.json", "vocab.txt", "tokenizer_config.json", "special_tokens_map.json"):
        if name != kept:
            (bert / name).unlink(missing_ok=True)
    with pytest.raises(Refused) as refusal:
        inspect_model(bert, SPEC, scratch=tmp_path)
    assert refusal.value.problems[0].code == "no_tokenizer"


def test_a_tokenizer_that_knows_few_of_the_words_is_refused(bert: Path, tmp_path: Path) -> None:
    model = open_model(bert, SPEC, scratch=tmp_path)
    strange = Texts.of(["une journée très mauvaise", "bonne journée", "good day"] * 9)
    with pytest.raises(Refused, match=r"does not know 54 of 72 words of comment \(75 %\)"):
        ask_again(model, Dataset((Column("comment", Role.FEATURE, strange),)))


def test_what_was_cut_and_what_is_unknown_is_told(bert: Path, tmp_path: Path) -> None:
    model = open_model(bert, SPEC, scratch=tmp_path)
    texts = Texts.of(["good day"] * 20 + ["good " * 60] * 3 + ["very sad day"])
    ask_again(model, Dataset((Column("comment", Role.FEATURE, texts),)))
    told = dict(model.reading)  # type: ignore[attr-defined]
    assert told["cut"].startswith("3 of 24 rows are longer than 32 tokens")
    assert told["unknown words"] == "1 of 223 tokens (0.4 %)"
    assert told["classes"] == "no, yes"
    assert "softmax" in told["answer"]
