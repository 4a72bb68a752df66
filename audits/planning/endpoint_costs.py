"""What asking an endpoint comes to, told before it is asked: requests, tokens, and their price."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from audits.planning.steps import Step
from audits.specification.document import ColumnSpec, ModelSpec, Preprocessing
from audits.specification.endpoint import Descriptor
from audits.specification.endpoint_forms import CLASSES, NUMBERS, TRANSLATION, WORDS
from audits.specification.endpoint_pictures import pictures_a_request
from audits.specification.endpoint_usage import CHARACTERS_PER_TOKEN, TOKENS_PER_PICTURE
from audits.specification.roles import Kind, Role

# Prompts and rows that are asked a second time, one by one.
TWICE_PROMPTS, TWICE_ROWS = 10, 30
# Tokens that a probe lets an answer have where neither it nor the document says.
MOST_TOKENS = 256
# Of a prompt whose text comes with Evenhand, and of the words in which a translation is asked for.
LISTED_CHARACTERS, ASKING_CHARACTERS = 200, 60
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Pictured:
    """Pictures that a request holds. columns: how many of a row. preprocessing: how they go."""

    columns: int
    preprocessing: Preprocessing


@dataclass(frozen=True, slots=True)
class EndpointCost:
    """About how much an endpoint will be asked.

    requests, prompt_tokens: estimates, without tries again; a budget of time may leave fewer.
    answer_tokens: at most. Both are None where nobody counts tokens. cost: of these, in the
    currency; None where the document states no price. most_requests, most_tokens: as it bounds
    them.
    """

    requests: int
    prompt_tokens: int | None = None
    answer_tokens: int | None = None
    cost: float | None = None
    currency: str | None = None
    most_requests: int | None = None
    most_tokens: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain JSON without what is not known; `from_json` reads it back."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> Self:
        """What `to_json` wrote."""
        return cls(**written)

    @property
    def words(self) -> str:
        """In a sentence, for people."""
        words = [f"about {self.requests:,} requests to the endpoint"]
        if self.prompt_tokens is not None and self.answer_tokens is not None:
            words.append(f"about {self.prompt_tokens:,} tokens of prompts")
            words.append(f"at most {self.answer_tokens:,} tokens of answers")
        if self.cost is not None:
            words.append(f"at most about {self.cost:.4g} {self.currency}")
        bounds = {"most_requests": self.most_requests, "most_tokens": self.most_tokens}
        words += [f"`{name}` lets {most:,}" for name, most in bounds.items() if most is not None]
        return ", ".join(words)


def endpoint_cost(
    steps: Iterable[Step],
    descriptor: Descriptor,
    rows: int,
    characters: float | None = None,
    pictures: Pictured | None = None,
) -> EndpointCost:
    """What the steps that run will ask of it.

    rows: of the dataset. characters: of a prompt's own text, on average; None where it comes from
    no column. pictures: what is known of them, where any are sent.
    """
    running = [step for step in steps if step.reason is None]
    batch = descriptor.batch
    if pictures is not None and descriptor.form != "openai":
        batch = pictures_a_request(descriptor, pictures.preprocessing)
    requests, answers = _asked(running, replace(descriptor, batch=batch), rows)
    traffic = descriptor.traffic
    prompts = None
    if descriptor.counts_tokens:
        prompts = round(
            requests * _prompt_characters(descriptor, characters) / CHARACTERS_PER_TOKEN
        )
        prompts += 0 if pictures is None else requests * pictures.columns * TOKENS_PER_PICTURE
    price, cost = traffic.price, None
    if price is not None:
        tokens = (prompts or 0) * price["prompt"] + answers * price["answer"]
        cost = round(requests * price["request"] + tokens / _MILLION, 6)
    return EndpointCost(
        requests, prompts, answers if descriptor.counts_tokens else None, cost,
        None if price is None else price["currency"], traffic.most_requests, traffic.most_tokens,
    )  # fmt: skip


def fed_characters(columns: Mapping[str, ColumnSpec], lengths: Mapping[str, float]) -> float | None:
    """Characters of a row's texts that the model is sent; None where no column of texts is fed.

    lengths: of columns of texts, on average, by name.
    """
    fed = [
        lengths[name]
        for name, spec in columns.items()
        if spec.role is Role.FEATURE and spec.kind is Kind.TEXT and name in lengths
    ]
    return sum(fed) if fed else None


def fed_pictures(model: ModelSpec, columns: Mapping[str, ColumnSpec]) -> Pictured | None:
    """What is known of the pictures that the model is sent; None where it is sent none.

    model: with its `inputs` resolved. columns: their kinds, by name.
    """
    fed = {name for names in (model.inputs or {}).values() for name in names}
    count = sum(columns[name].kind is Kind.IMAGE for name in fed if name in columns)
    return Pictured(count, model.preprocessing) if count else None


def _prompt_characters(descriptor: Descriptor, characters: float | None) -> float:
    words = descriptor.words
    around = len(words.system or "") + len(words.prompt or "")
    if descriptor.task == TRANSLATION:
        around += ASKING_CHARACTERS
    if characters is None:
        characters = 0 if words.prompt else LISTED_CHARACTERS
    return around + characters


def _asked(steps: list[Step], descriptor: Descriptor, rows: int) -> tuple[int, int]:
    """Requests, and tokens of answers at most."""
    passes = sum(step.passes for step in steps)
    stated = descriptor.words.sampling.get("most_tokens")
    if descriptor.task != WORDS:
        asked = rows + passes
        is_table = descriptor.task in (CLASSES, NUMBERS)
        twice = TWICE_ROWS if is_table or descriptor.task == TRANSLATION else 0
        requests = -(-asked // descriptor.batch) + twice
        return requests, requests * int(stated or MOST_TOKENS) if descriptor.counts_tokens else 0
    requests = tokens = 0
    for step in steps:
        most = step.parameters.get("most_tokens")
        # A continuation is one request, of however many tokens: its passes count each of them.
        asked = step.passes // most if isinstance(most, int) and most else step.passes
        requests += asked
        # How likely a text is, is told with one token that is left out, whatever else is said.
        is_told = most is None and descriptor.words.begin is not None
        tokens += asked * (1 if is_told else int(stated or most or MOST_TOKENS))
    twice = min(TWICE_PROMPTS, requests)
    return requests + twice, tokens + (twice * tokens // requests if requests else 0)
