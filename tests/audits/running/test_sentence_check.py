"""Thirty sentences are asked one by one of translators and language models."""

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Texts
from audits.errors import ModelFailure
from audits.models.opening import open_model
from audits.running.row_by_row_check import ask_again
from audits.running.sentence_check import sentences_of
from audits.specification.document import ModelSpec
from audits.specification.roles import Role
from tests import families
from tests.audits.models.tiny_translators import SENTENCES, save
from tests.lazily import lazily

lazily("transformers")
FI_EN = {"source_language": "fi", "target_language": "en"}
LONG = " ".join(SENTENCES[:4])
DATA = Dataset((Column("source", Role.FEATURE, Texts.of([*SENTENCES, LONG, None, "hän"])),))


def translator(folder, kind="m2m"):
    return open_model(save(kind, folder), ModelSpec(**FI_EN), scratch=folder)


def words(folder, family, head):
    families.built(family, folder / family, head=head)
    return open_model(folder / family, ModelSpec(), scratch=folder)


SAID = Dataset((Column("said", Role.FEATURE, Texts.of(families.texts())),))


@pytest.mark.parametrize("kind", ["m2m", "nllb", "mbart50", "t5"])
@pytest.mark.parametrize("beams", [1, 3])
def test_translators_say_alone_what_they_say_among_others(tmp_path, kind, beams):
    model = translator(tmp_path, kind)
    model.network.generation_config.num_beams = beams
    few = Dataset((Column("source", Role.FEATURE, Texts.of([*SENTENCES[::6], LONG])),))
    ((what, how),) = ask_again(model, few).reading
    assert what == "asked again"
    assert how.startswith("7 sentences were asked one by one by the plain network: ")
    assert "of 7 translations are equal" in how
    assert "no log-odds of she lies more than" in how
    assert not model.is_apart


def test_how_long_a_translation_may_become_is_not_its_neighbours_doing(tmp_path):
    """A network that finds no end runs to its limit, which was once that of the longest beside."""
    import torch

    model = translator(tmp_path)
    with torch.no_grad():  # the end is never the likeliest
        model.network.lm_head.weight[model.tokenizer.eos_token_id].zero_()
    (alone,) = model.translate(["hän on"], **FI_EN)
    assert len(model._answered(["hän on"], "en", None)[0].tokens) > 60
    assert model.translate(["hän on", " ".join(SENTENCES[:9])], **FI_EN)[0] == alone


class Unmasked:
    """A network that reads its padding: the mask says that all is text."""

    def __init__(self, encoded):
        self.encoded = encoded

    def __call__(self, sentences):
        found = dict(self.encoded(sentences))
        found["attention_mask"] = found["attention_mask"] * 0 + 1
        return found


def test_a_translator_that_padding_changes_is_asked_with_equal_lengths_only(tmp_path):
    import torch

    model = translator(tmp_path)
    torch.manual_seed(0)
    with torch.no_grad():  # untrained weights are too small for padding to be seen
        for name, tensor in model.network.named_parameters():
            if tensor.ndim > 1 and "norm" not in name:
                tensor.normal_(0, 0.3)
    model._encoded = Unmasked(model._encoded)
    told = dict(ask_again(model, DATA).reading)
    assert model.is_apart
    assert "equal length" in told["batches"]
    asked = []
    model._asked(SENTENCES, lambda rows: asked.append(rows) or np.zeros(len(rows)))
    assert sum(map(len, asked)) == len(SENTENCES)
    assert all(
        len({len(row) for row in model._tokens([SENTENCES[at] for at in rows])}) == 1
        for rows in asked
    )


def test_a_translator_left_in_training_is_an_error_that_names_the_row(tmp_path):
    model = translator(tmp_path)
    model.network.config.dropout = 0.5
    for module in model.network.modules():
        if hasattr(module, "dropout") and isinstance(module.dropout, float):
            module.dropout = 0.5
    model.network.train()
    with pytest.raises(ModelFailure, match=r"^row \d+ is translated “.*among others"):
        ask_again(model, DATA)


def test_a_tie_is_let_and_counted(tmp_path):
    """Two words of one embedding are equally likely; which comes out is nobody's fault."""
    import torch

    model = translator(tmp_path)
    first = model._answered(SENTENCES[:1], "en", None)[0].tokens
    word = first[2]  # behind the start and the language
    twin = next(
        token for token in range(10, 60)
        if token not in first and model.tokenizer.decode([token]) != model.tokenizer.decode([word])
    )  # fmt: skip
    with torch.no_grad():
        model.network.lm_head.weight[twin] = model.network.lm_head.weight[word]
    generated = model._generated

    def other_twin(sentences, target, engine):
        found = generated(sentences, target, engine)
        if len(sentences) == 1:
            return found
        both = {word: twin, twin: word}
        return torch.tensor([[both.get(int(token), int(token)) for token in row] for row in found])

    model._generated = other_twin
    ((_, how),) = ask_again(model, DATA).reading
    assert "part where two words are equally likely (within 0.001)" in how


def test_a_translation_that_a_search_would_not_make_is_an_error(tmp_path):
    """Whatever puts another word among others: it is not the likeliest there."""
    model = translator(tmp_path)
    generated = model._generated

    def other_word(sentences, target, engine):
        found = generated(sentences, target, engine)
        if len(sentences) > 1:
            found[0, 3] = found[0, 3] % 60 + 10
        return found

    model._generated = other_word
    with pytest.raises(ModelFailure, match=r"^row \d+ is translated “.*among others"):
        ask_again(model, DATA)


def test_what_was_compared_is_not_translated_again(tmp_path):
    model = translator(tmp_path)
    whole = model.translate(SENTENCES, **FI_EN)
    ask_again(model, DATA)
    asked, generated = [], model._generated
    model._generated = lambda sentences, *rest: (
        asked.extend(sentences) or generated(sentences, *rest)
    )
    assert model.translate(SENTENCES, **FI_EN) == whole
    assert 0 < len(asked) == len(SENTENCES) - len(set(SENTENCES) & compared(model))


def compared(model):
    return {sentence for _, _, sentence in model.compared}


@pytest.mark.parametrize(
    ("family", "head"), [("gpt2", "CAUSAL_LM"), ("llama", "CAUSAL_LM"), ("bert", "MASKED_LM")]
)
def test_language_models_find_a_text_alone_as_likely_as_among_others(tmp_path, family, head):
    model = words(tmp_path, family, head)
    ((_, how),) = ask_again(model, SAID).reading
    assert how.startswith("30 pairs of sentences were asked one by one")
    assert "no log-likelihood ratio lies more than" in how
    assert not model.is_apart


def test_a_masked_model_that_padding_changes_is_asked_with_equal_lengths_only(tmp_path):
    import torch

    model = words(tmp_path, "bert", "MASKED_LM")

    def unmasked(rows, *, right=True):
        width = max(map(len, rows))
        ids = torch.tensor([[*row, *[0] * (width - len(row))] for row in rows])
        return model.network(input_ids=ids).logits.float()

    model._logits = unmasked
    told = dict(ask_again(model, SAID).reading)
    assert model.is_apart
    assert "equal length" in told["batches"]
    alone = [model.plainly(text) for text in families.texts()]
    np.testing.assert_allclose(model.log_likelihood(families.texts()), alone, atol=1e-4)


def test_a_language_model_left_in_training_is_an_error_that_names_the_row(tmp_path):
    model = words(tmp_path, "gpt2", "CAUSAL_LM")
    model.network.train()
    with pytest.raises(ModelFailure, match=r"^the pair of “.*” has a log-likelihood ratio of"):
        ask_again(model, SAID)


def test_a_language_model_of_nan_is_an_error(tmp_path):
    import torch

    model = words(tmp_path, "gpt2", "CAUSAL_LM")
    with torch.no_grad():
        model.network.lm_head.weight.fill_(float("nan"))
    with pytest.raises(ModelFailure, match="all of 30 pairs of sentences with NaN"):
        ask_again(model, SAID)


def test_a_causal_model_asked_to_translate_is_compared_by_its_choices(tmp_path):
    folder = families.built("gpt2", tmp_path / "gpt2", head="CAUSAL_LM")
    spec = ModelSpec(task="translation", **FI_EN)
    model = open_model(folder, spec, scratch=tmp_path)
    ((_, how),) = ask_again(model, SAID).reading
    assert "no log-odds of she" in how
    assert "no log-likelihood ratio" in how


def test_sentences_are_the_datasets_own_or_those_of_the_lists(tmp_path):
    model = translator(tmp_path)
    own = sentences_of(model, DATA)
    assert len(own) == 30
    lengths = [len(one.text) for one in own]
    assert {min(lengths), max(lengths)} == {3, len(LONG)}  # the shortest and the longest
    assert own[-1].name == "row 38"  # behind 35 sentences, the long one and a missing one
    without = Dataset((Column("x", Role.ID, Texts.of(["a"])),))
    listed = sentences_of(model, without)
    assert len(listed) == 30
    assert any(one.text.startswith("Hän") for one in listed)
    assert listed[0].name.startswith("“")
