"""A translation is checked in one pass: against transformers' own search, token by token."""

import numpy as np
import pytest

from audits.models.huggingface.single_sentences import Translation
from audits.models.huggingface.translation_scores import LEAST, choices
from tests.lazily import lazily

torch = lazily("torch")

FI_EN = {"source_language": "fi", "target_language": "en"}
SAID = ["Hän on lääkäri.", "Hän lukee kirjaa.", "Hän työskentelee sairaalassa ja laulaa."]


def test_what_transformers_generates_is_the_likeliest_at_each_step(marian):
    for answer in marian.again(SAID, readings=("She", "He"), **FI_EN):
        assert answer.gap == 0
        assert answer.alone == answer.together


def test_log_odds_alone_are_those_of_the_forced_choice(marian):
    found = [one.log_odds for one in marian.again(SAID, readings=("She", "He"), **FI_EN)]
    odds = marian.log_odds(SAID, first=["She"] * 3, second=["He"] * 3, **FI_EN)
    np.testing.assert_allclose(found, odds, atol=1e-4)


@pytest.mark.parametrize("behind", [1, 4])
def test_readings_that_the_translation_does_not_begin_like_are_what_a_pass_of_their_own_says(
    family, behind
):
    """Against transformers' own logits of the sentence alone; translations checked as without."""
    (without,) = family.again(SAID[:1], **FI_EN)
    encoded = family._encoded(SAID[:1])
    (made,) = family._answered(SAID[:1], "en", None)
    ids = family._searched(made.tokens, "en")
    other = next(token for token in range(5, 30) if token != ids[1])
    prefix = (ids[0], *[other] * behind)
    passes = []
    decoder = family.network.get_decoder()
    watched = decoder.register_forward_hook(lambda *_: passes.append(1))
    with torch.inference_mode():
        answer = family._asked_alone(SAID[0], made, "en", (prefix, 7, 9))
    watched.remove()
    with torch.inference_mode():
        logits = family.network(**encoded, decoder_input_ids=torch.tensor([prefix])).logits[0, -1]
    assert answer.log_odds == pytest.approx(float(logits[7] - logits[9]), abs=1e-5)
    assert (answer.gap, answer.alone) == (without.gap, without.alone)
    if family._is_greedy and family._has_apart_head:
        assert len(passes) == 1


def test_another_word_lies_behind_by_what_generate_scores(marian):
    """The second-best first word: as far behind as generate()'s own scores say."""
    encoded = marian._encoded(SAID[:1])
    made = marian.network.generate(
        **encoded, do_sample=False, num_beams=1, max_new_tokens=6, output_scores=True,
        return_dict_in_generate=True,
    )  # fmt: skip
    best, second = made.scores[0][0].topk(2).indices.tolist()
    ids = made.sequences[0].tolist()
    assert ids[1] == best
    other = Translation("other", (ids[0], second))
    with torch.inference_mode():
        logits = marian._logits(marian._states(encoded), encoded, ids)
        answer = marian._asked_alone(SAID[0], other, "en", None)
    gap = float(made.scores[0][0][best] - made.scores[0][0][second])
    assert choices(logits, [ids[0], second], 1, []) == pytest.approx(gap, abs=1e-4)
    assert answer.gap == pytest.approx(gap, abs=1e-4)
    assert answer.alone == marian.tokenizer.decode(
        marian._answered(SAID[:1], "en", None)[0].tokens, skip_special_tokens=True
    )


def test_equally_likely_is_not_equal_and_what_no_search_takes_is_left_out():
    logits = torch.tensor([[1.0, 3.0, 3.0], [9.0, 1.0, 2.0]], dtype=torch.float64)
    assert choices(logits, [0, 1, 0], 1, []) == 0
    assert choices(logits, [0, 2, 0], 1, []) == LEAST
    assert choices(logits, [0, 1, 2], 1, []) == 7
    assert choices(logits, [0, 1, 2], 1, [0]) == 0
    assert choices(logits, [0, 1, 2], 2, [0]) == 0  # the first was told


@pytest.mark.parametrize(
    ("name", "value"), [("num_beams", 3), ("repetition_penalty", 1.2), ("min_length", 5),
                        ("bad_words_ids", [[3, 4]]), ("no_repeat_ngram_size", 2)]
)  # fmt: skip
def test_a_search_with_settings_of_its_own_is_made_anew(marian, monkeypatch, name, value):
    assert marian._is_greedy
    monkeypatch.setattr(marian.network.generation_config, name, value)
    assert not marian._is_greedy
