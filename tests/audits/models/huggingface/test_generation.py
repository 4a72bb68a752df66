"""What a causal model makes of prompts, against the network asked by itself."""

import numpy as np
import pytest
from scipy.stats import binomtest, chisquare

from audits.models import CountsTokens, Precise, Threaded
from audits.models.generator import Finish, Generator, Sampling
from audits.models.opening import open_model
from audits.specification.document import ModelSpec

PROMPTS = ["the nurse is", "she is", "the doctor is here", "the nurse"]


@pytest.fixture
def model(causal, tmp_path):
    opened = open_model(causal, ModelSpec(), scratch=tmp_path)
    assert isinstance(opened, Generator)
    return opened


def texts(model, prompts, most_tokens, temperature, seed):
    sampling = Sampling(most_tokens, temperature, seed)
    return [answer.text for answer in model.generate(prompts, sampling)]


def greedy(model, prompt, tokens):
    """Token for token by the logits of the whole text so far: no cache, no batch."""
    import torch

    ids = model.tokenizer(prompt).input_ids
    start = len(ids)
    with torch.inference_mode():
        for _ in range(tokens):
            following = int(model.network(torch.tensor([ids])).logits[0, -1].argmax())
            if following == model.tokenizer.eos_token_id:
                break
            ids = [*ids, following]
    return model.tokenizer.decode(ids[start:], skip_special_tokens=True)


def test_greedy_continuations_are_the_likeliest_tokens(model):
    answers = texts(model, PROMPTS * 20, 6, 0.0, 0)
    assert answers == [greedy(model, prompt, 6) for prompt in PROMPTS] * 20


def test_draws_are_of_the_softmax_at_the_temperature(model):
    """One token of a prompt with 400 seeds, against the probabilities of the network itself."""
    import torch

    ids = model.tokenizer(PROMPTS[0]).input_ids
    with torch.inference_mode():
        logits = model.network(torch.tensor([ids])).logits[0, -1].double()
    chances = (logits / 0.7).softmax(-1).numpy()
    drawn = [texts(model, [PROMPTS[0]], 1, 0.7, seed)[0]
             for seed in range(400)]  # fmt: skip
    plain = [at for at in range(len(chances)) if at not in model.tokenizer.all_special_ids]
    counts = np.array([drawn.count(model.tokenizer.decode([at])) for at in plain])
    rest = len(drawn) - counts.sum()
    expected = np.array([*chances[plain], 1 - chances[plain].sum()]) * len(drawn)
    assert chisquare([*counts, rest], expected).pvalue > 0.001


def test_a_draw_is_of_the_prompt_and_seed_alone(model):
    together = texts(model, PROMPTS, 6, 1.0, 3)
    alone = [texts(model, [p], 6, 1.0, 3)[0] for p in PROMPTS]
    assert together == alone
    assert together != texts(model, PROMPTS, 6, 1.0, 4)


def test_a_long_prompt_loses_its_beginning_and_that_is_told(model):
    room = model._longest - 3
    long = " ".join(["she is"] * room)
    last = " ".join(long.split()[-room:])
    (answer,) = texts(model, [long], 3, 0.0, 0)
    assert answer == greedy(model, last, 3)
    assert any(text.startswith("1 prompt is longer than") for text in model.warnings)


def test_the_prompt_keeps_half_of_what_is_read_and_a_cut_answer_is_told(model):
    room = model._longest
    prompt = " ".join(["she is"] * (room // 4))
    (answer,) = texts(model, [prompt], room, 0.0, 0)
    tokens = room - len(model.tokenizer(prompt).input_ids)
    assert answer == greedy(model, prompt, tokens)
    assert model.warnings == [
        f"1 continuation ends before {room} tokens, since the model reads {room} with the prompt"
    ]


def test_a_prompt_without_a_token_begins_as_a_text_does(model):
    (answer,) = texts(model, [""], 2, 0.0, 0)
    assert isinstance(answer, str)
    assert texts(model, [], 2, 0.0, 0) == []


def test_an_answer_says_whether_the_model_ended_it(model):
    """Of 400 answers of one token, as many are ended as the network's own end token is likely."""
    import torch

    with torch.inference_mode():
        logits = model.network(torch.tensor([model.tokenizer(PROMPTS[0]).input_ids])).logits[0, -1]
    end = float(logits.double().softmax(-1)[model.tokenizer.eos_token_id])
    finishes = [
        model.generate([PROMPTS[0]], Sampling(1, 1.0, seed))[0].finish for seed in range(400)
    ]
    assert set(finishes) == {Finish.STOP, Finish.LENGTH}
    assert binomtest(finishes.count(Finish.STOP), 400, end).pvalue > 0.001


def test_tokens_are_counted_as_the_tokenizer_and_the_greedy_loop_have_them(model):
    """Each prompt's own tokens, and what stands behind it until the end or the eighth token."""
    assert isinstance(model, CountsTokens)
    before = model.tokens
    answers = model.generate(PROMPTS, Sampling(8))
    read = sum(len(model.tokenizer(prompt).input_ids) for prompt in PROMPTS)
    written = 0
    for prompt, answer in zip(PROMPTS, answers, strict=True):
        added = model.tokenizer(f"{prompt} {greedy(model, prompt, 8)}").input_ids
        written += len(added) - len(model.tokenizer(prompt).input_ids)
        written += answer.finish is Finish.STOP
    assert model.tokens.read - before.read == read
    assert model.tokens.written - before.written == written


def test_asked_by_other_threads_and_in_double_precision_it_goes_on_alike(model):
    assert isinstance(model, Threaded)
    assert isinstance(model, Precise)
    plain = texts(model, PROMPTS, 6, 0.0, 0)
    with model.asked_by(4) as other:
        assert texts(other, PROMPTS, 6, 0.0, 0) == plain
    with model.asked_in("float64") as other:
        assert next(other.network.parameters()).dtype.itemsize == 8
        assert texts(other, PROMPTS, 6, 0.0, 0) == plain
    assert next(model.network.parameters()).dtype.itemsize == 4
