"""How far apart a network finds two translations of one sentence, to tell a tie from a fault.

Sums of a batch are added up in another order than those of one row. Where two words are equally
likely to the last digits, either may come out, and all that follows differs.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

# The distance of two translations that differ and are equally likely.
LEAST = 5e-324


def parting(
    logits_after: Callable[[list[int]], Any], one: Sequence[int], other: Sequence[int]
) -> float:
    """|log P(one) - log P(other)| of the first token that differs, given what both begin with.

    logits_after: the network's logits, shape (vocabulary,), after these tokens. 0 where the one is
    the beginning of the other.
    """
    first_apart = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None
    )
    if first_apart is None:
        return 0.0
    logits = logits_after(list(one[:first_apart]))
    return abs(float(logits[one[first_apart]]) - float(logits[other[first_apart]]))


def choices(logits: Any, ids: Sequence[int], begun: int, banned: Sequence[int]) -> float:
    """How far a token lies behind the likeliest in its place, at most; 0 where each is it.

    logits: shape (tokens, vocabulary), after each of `ids`, of which the first `begun` were given.
    banned: tokens that no search takes. A token as likely as one that stands before it in the
    vocabulary is not the one a search takes; its distance is `LEAST`.
    """
    import torch

    if len(ids) <= begun:
        return 0.0
    free = logits[begun - 1 : len(ids) - 1]
    taken = torch.tensor(list(ids[begun:]))
    likeliest = free.max(-1)
    if bool(torch.isin(likeliest.indices, torch.tensor(list(banned))).any()):
        # Seldom, so that the whole vocabulary is seldom copied.
        free = free.clone()
        free[:, list(banned)] = -torch.inf
        likeliest = free.max(-1)
    behind = likeliest.values.double() - free.gather(1, taken[:, None])[:, 0].double()
    if bool((likeliest.indices == taken).all()):
        return 0.0
    return max(float(behind.max()), LEAST)


def ranking(network: Any, encoded: Mapping[str, Any], ids: Sequence[int], penalty: float) -> float:
    """What a beam search ranks a translation by: sum of log P(token) / length^penalty.

    network: of transformers. encoded: its tensors for the one source. ids: from the start token to
    the end; padding behind it is left out. Natural logarithms; Wu et al. 2016, arXiv 1609.08144, 7.
    """
    import torch

    pad = network.config.pad_token_id
    row = list(ids)
    while len(row) > 2 and row[-1] == pad:
        row.pop()
    tokens = torch.tensor([row], device=network.device)
    logits = network(**encoded, decoder_input_ids=tokens[:, :-1], use_cache=False).logits
    logs = logits[0].double().log_softmax(-1).gather(1, tokens[0, 1:, None])
    length: float = (len(row) - 1) ** penalty
    return float(logs.sum()) / length
