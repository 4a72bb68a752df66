"""What a causal language model makes of prompts: greedily, or drawn with a seed a prompt.

Prompts go together only where they are equally long, so that nothing is padded, and draws are of
the prompt alone: what a prompt gets is the same whoever stands beside it. Tokens are drawn by
adding Gumbel noise to the logits and taking the largest (Gumbel 1954; exact draws of the softmax),
so that one loop serves both. How the folder's own `generation_config.json` would draw is not used.
"""

import hashlib
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from audits.models.batches import Pace, in_batches
from audits.models.generator import Finish, Generation, Prompt, Sampling
from audits.models.huggingface import loading
from audits.models.huggingface.chat_templates import prompt_ids
from audits.specification.counts import counted

ROWS = 32


class Asked(Protocol):
    """A network with its tokenizer."""

    network: Any
    tokenizer: Any
    warnings: list[str]
    tokens_read: int
    tokens_written: int

    @property
    def _longest(self) -> int: ...


def generated(model: Asked, prompts: Sequence[Prompt], sampling: Sampling) -> list[Generation]:
    """What the model adds behind each prompt, without the prompt; special tokens are left out.

    model: a network with its tokenizer. prompts, sampling: as of `audits.models.generator`. A
    prompt that is too long for the tokens asked for loses its beginning, which is told.
    """
    import torch

    most_tokens, temperature = sampling.most_tokens, sampling.temperature or 0.0
    begun = _begun(model, prompts, most_tokens)
    order = np.argsort([len(ids) for ids in begun], kind="stable")

    def one(places: Any) -> tuple[Any, NDArray[np.object_]]:
        rows = np.arange(len(begun))[places].tolist()
        noise = None
        if temperature > 0:
            streams = [_stream(sampling.seed or 0, begun[row]) for row in rows]
            noise = _gumbel(torch, streams, temperature)
        ids = torch.tensor([begun[row] for row in rows])
        added = added_tokens(model, ids, most_tokens, noise)
        model.tokens_read += ids.numel()
        model.tokens_written += sum(len(row) + (end is Finish.STOP) for row, end in added)
        answers = np.empty(len(rows), dtype=object)
        answers[:] = [Generation(_text(model, row), finish) for row, finish in added]
        return places, answers

    if not begun:
        return []
    with loading.translated(torch), torch.inference_mode():
        answers = in_batches(
            len(begun),
            Pace(ROWS, grows=False),
            one,
            order=order,
            apart=[len(ids) for ids in begun],
        )
    return list(answers)


def _begun(model: Asked, prompts: Sequence[Prompt], most_tokens: int) -> list[list[int]]:
    """The tokens of each prompt, as the model's own tokenizer begins a text."""
    tokenizer = model.tokenizer
    # Half of what it reads is the prompt's at the least: an answer to its last word is none.
    room = max(1, model._longest - min(most_tokens, model._longest // 2))
    begun, shortened = [], 0
    for prompt in prompts:
        ids = prompt_ids(tokenizer, prompt, model.warnings)
        if not ids:
            start = tokenizer.bos_token_id
            ids = [tokenizer.eos_token_id if start is None else start]
        shortened += len(ids) > room
        begun.append(ids[-room:])
    short = sum(model._longest - len(ids) < most_tokens for ids in begun)
    notices = (
        (shortened, f"{counted(shortened, 'prompt is', 'prompts are')} longer than the {room:,} "
         "tokens that the model reads beside those it is asked for: the beginning is left out"),
        (short, f"{counted(short, 'continuation ends', 'continuations end')} before "
         f"{most_tokens:,} tokens, since the model reads {model._longest:,} with the prompt"),
    )  # fmt: skip
    model.warnings += [
        notice for count, notice in notices if count and notice not in model.warnings
    ]
    return begun


def added_tokens(
    model: Asked, ids: Any, most_tokens: int, noise: Any = None
) -> list[tuple[list[int], Finish]]:
    """New tokens behind equally long prompts, each row's until its end.

    model: a network with its tokenizer. ids: shape (rows, tokens). most_tokens: that are added to
    each. noise: what is added to the scores before the largest is taken; None where nothing is.
    """
    import torch
    import transformers as hf

    ends = _ends(model)
    width = ids.shape[1]
    configured: Any = hf.GenerationConfig
    setting = configured(
        max_new_tokens=max(1, min(most_tokens, model._longest - width)),
        do_sample=False,
        num_beams=1,
        eos_token_id=sorted(ends) or None,
        pad_token_id=min(ends, default=0),
    )
    processors = hf.LogitsProcessorList([] if noise is None else [noise])
    whole = model.network.generate(
        ids,
        attention_mask=torch.ones_like(ids),
        generation_config=setting,
        logits_processor=processors,
    )
    return [_until(row, ends) for row in whole[:, width:].tolist()]


def _until(row: list[int], ends: frozenset[int]) -> tuple[list[int], Finish]:
    """The tokens before the one that ends the text, and whether there is one."""
    last = next((index for index, token in enumerate(row) if token in ends), None)
    return (row, Finish.LENGTH) if last is None else (row[:last], Finish.STOP)


def _ends(model: Asked) -> frozenset[int]:
    """Tokens at which a text ends."""
    named = getattr(getattr(model.network, "generation_config", None), "eos_token_id", None)
    several = named if isinstance(named, list | tuple) else [named]
    return frozenset(
        int(one) for one in (*several, model.tokenizer.eos_token_id) if one is not None
    )


def _text(model: Asked, ids: Sequence[int]) -> str:
    return str(model.tokenizer.decode(ids, skip_special_tokens=True))


def _stream(seed: int, ids: Sequence[int]) -> np.random.Generator:
    """Draws of one prompt, whoever is asked beside it."""
    digest = hashlib.sha256(repr((seed, list(ids))).encode()).digest()
    return np.random.default_rng(np.frombuffer(digest, dtype=np.uint32))


def _gumbel(torch: Any, streams: Sequence[np.random.Generator], temperature: float) -> Any:
    """Logits with noise of each row's own stream, so that the largest is a draw."""

    def noisy(ids: Any, logits: Any) -> Any:
        noise = np.stack([stream.gumbel(size=logits.shape[-1]) for stream in streams])
        drawn = torch.from_numpy(noise).to(torch.float32) * temperature
        return logits.float() + drawn.to(logits.device)

    return noisy
