"""How far apart two translations are, against transformers' own search."""

import math

import pytest

from audits.models.huggingface.translation_scores import parting, ranking
from audits.models.opening import open_model
from audits.specification.document import ModelSpec
from tests.audits.models.tiny_translators import SENTENCES, save
from tests.lazily import lazily

lazily("transformers")
FI_EN = {"source_language": "fi", "target_language": "en"}


def test_the_gap_is_that_of_the_networks_own_logits(tmp_path):
    """Against generate(), which gives the scores of every step and of a whole beam."""
    import torch

    model = open_model(save("m2m", tmp_path), ModelSpec(**FI_EN), scratch=tmp_path)
    encoded = model._encoded(SENTENCES[:1])
    made = model.network.generate(
        **encoded, **model.tongues.generating("en"), do_sample=False, num_beams=1,
        max_new_tokens=4, output_scores=True, return_dict_in_generate=True,
    )  # fmt: skip
    one = made.sequences[0].tolist()
    step = made.scores[2][0].double()  # of the fourth token: start, language, first, second
    second = int(step.topk(2).indices[1])
    other = [*one[:3], second, 7]
    states = model._states(encoded)
    gap = parting(lambda ids: model._logits(states, encoded, ids)[-1], one, other)
    assert gap == pytest.approx(float(step[one[3]] - step[second]), abs=1e-5)
    assert parting(lambda ids: torch.zeros(9), one, one[:3]) == 0
    beams = model.network.generate(
        **encoded, decoder_input_ids=torch.tensor([[2, 5]]), do_sample=False, num_beams=3,
        num_return_sequences=3, max_new_tokens=5, output_scores=True,
        return_dict_in_generate=True, length_penalty=1.0, forced_bos_token_id=None,
    )  # fmt: skip
    prompt = (
        model.network(**encoded, decoder_input_ids=torch.tensor([[2, 5]]))
        .logits[0, 0]
        .double()
        .log_softmax(-1)[5]
    )  # which a search does not count
    for ids, score in zip(beams.sequences.tolist(), beams.sequences_scores, strict=True):
        while ids[-1] == model.tokenizer.pad_token_id:
            ids.pop()
        mine = ranking(model.network, encoded, ids, 1.0) * (len(ids) - 1) - float(prompt)
        assert mine / (len(ids) - 2) == pytest.approx(float(score), abs=1e-4)


def test_translations_part_at_the_first_token_that_differs():
    """P is 0.6, 0.3 and 0.1 after [7, 8]: log(0.6 / 0.1) = log 6, whatever follows."""
    asked = []

    def logits_after(ids):
        asked.append(ids)
        return [math.log(share) + 5.0 for share in (0.6, 0.3, 0.1)]  # a constant changes nothing

    assert parting(logits_after, [7, 8, 0, 1], [7, 8, 2, 2]) == pytest.approx(math.log(6))
    assert parting(logits_after, [7, 8, 2], [7, 8, 0, 9]) == pytest.approx(math.log(6))
    assert asked == [[7, 8], [7, 8]]


def test_the_beginning_of_a_translation_does_not_part_from_it():
    def never(ids):
        raise AssertionError("nothing is to be asked")

    assert parting(never, [1, 2], [1, 2, 3]) == parting(never, [1, 2], [1, 2]) == 0.0


@pytest.mark.parametrize("penalty", [0.0, 1.0, 2.0])
def test_padding_counts_nothing_and_length_by_its_penalty(tmp_path, penalty):
    import torch

    model = open_model(save("m2m", tmp_path), ModelSpec(**FI_EN), scratch=tmp_path)
    encoded = model._encoded(SENTENCES[:1])
    ids, pad = [2, 5, 9, 2], model.tokenizer.pad_token_id
    with torch.no_grad():
        plain = ranking(model.network, encoded, ids, penalty)
        assert ranking(model.network, encoded, [*ids, pad, pad], penalty) == plain
        total = ranking(model.network, encoded, ids, 0.0)
    assert plain == pytest.approx(total / 3**penalty)  # three tokens behind the start
