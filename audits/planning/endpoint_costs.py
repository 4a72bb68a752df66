"""What asking an endpoint comes to, told before it is asked: requests, tokens, and their price."""

from collections.abc import Iterable

from audits.planning.steps import Step
from audits.specification.endpoint import Descriptor
from audits.specification.endpoint_forms import CLASSES, NUMBERS, WORDS

# Prompts and rows that are asked a second time, one by one.
TWICE_PROMPTS, TWICE_ROWS = 10, 30
# Tokens that a probe lets an answer have where neither it nor the document says.
MOST_TOKENS = 256
_MILLION = 1_000_000


def endpoint_cost(steps: Iterable[Step], descriptor: Descriptor, rows: int) -> str:
    """In a sentence: how many requests, how many tokens they may answer with, and what that costs.

    rows: of the dataset. An upper bound of tokens, and an estimate of requests: tries again and
    the budget of time move it.
    """
    running = [step for step in steps if step.reason is None]
    requests, tokens = _asked(running, descriptor, rows)
    words = [f"about {requests:,} requests to the endpoint"]
    if descriptor.counts_tokens and tokens:
        words.append(f"at most {tokens:,} tokens of answers, and their prompts")
    price = descriptor.traffic.price
    if price is not None:
        cost = requests * price["request"] + tokens * price["answer"] / _MILLION
        words.append(f"at most {cost:.4g} {price['currency']} without the prompts")
    bounds = [
        f"`{name}` lets {most:,}"
        for name, most in (
            ("most_requests", descriptor.traffic.most_requests),
            ("most_tokens", descriptor.traffic.most_tokens),
        )
        if most is not None
    ]
    return ", ".join([*words, *bounds])


def _asked(steps: list[Step], descriptor: Descriptor, rows: int) -> tuple[int, int]:
    """Requests, and tokens of answers at most."""
    passes = sum(step.passes for step in steps)
    stated = descriptor.words.sampling.get("most_tokens")
    if descriptor.task != WORDS:
        asked = rows + passes
        is_table = descriptor.task in (CLASSES, NUMBERS)
        requests = -(-asked // descriptor.batch) + (TWICE_ROWS if is_table else 0)
        return requests, requests * int(stated or MOST_TOKENS) if descriptor.counts_tokens else 0
    requests = tokens = 0
    for step in steps:
        most = step.parameters.get("most_tokens")
        # A continuation is one request, of however many tokens: its passes count each of them.
        asked = step.passes // most if isinstance(most, int) and most else step.passes
        requests += asked
        tokens += asked * int(stated or most or MOST_TOKENS)
    twice = min(TWICE_PROMPTS, requests)
    return requests + twice, tokens + (twice * tokens // requests if requests else 0)
