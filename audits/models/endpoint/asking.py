"""Many requests to an endpoint, each understood or told why not; what was answered is never lost.

A text that cannot be understood is asked for once more. What holds several rows or sentences and
stays without an answer is divided: one that the server cannot take costs the others nothing. Where
one request after the other fails, the others are not sent: an endpoint that is gone would cost
hours.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from audits.errors import ModelFailure, Refused
from audits.models.endpoint.carrying import Carry, Reply, carried
from audits.models.endpoint.remedies import remedy_of

Q = TypeVar("Q")
T = TypeVar("T")

# Requests in a row that fail, each after all its tries, before no more are sent.
GIVE_UP_AFTER = 20
# Whoever is not let in now, or asks at the wrong address, is not let in later either.
_FOR_GOOD = frozenset({401, 403, 404, 405, 410})
_MOST_SHOWN = 200
_MOST_REASONS = 3
GARBAGE = (ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Why a request has no answer. reply: what came back, as it came."""

    why: str
    reply: Reply = field(default_factory=Reply)


@dataclass
class Asker(Generic[Q, T]):
    """Asks questions through a carrier.

    body: what is sent of a question. understand: an answer's JSON, or text, and its question into
    what it says.

    parse: whether the text is JSON. form: for what cannot be understood. salvage: what an answer
    under a status of failure says all the same; None where it says nothing.
    """

    carry: Carry
    body: Callable[[Q], Mapping[str, Any]]
    understand: Callable[[Any, Q], T]
    form: str
    window: int = 16
    parse: bool = True
    salvage: Callable[[Reply], T | None] = lambda reply: None
    # Told with what is unanswered; every failure of an audit, by its reason.
    failures: dict[str, int] = field(default_factory=dict)
    answered: int = 0
    _in_a_row: int = 0
    _over: str = ""
    _is_closed: bool = False
    _refusal: Refused | None = None

    def ask(self, questions: Sequence[Q]) -> list[T | Unanswered]:
        """What each question was answered, in order, or why it was not.

        questions: one a request. Raises `ModelFailure` where nothing was ever answered, and what
        `understand` was refused by (`Refused`, as `BadColumn` is) where that is all that came.
        """
        results = self._tried(questions)
        self._conclude(results)
        return results

    def ask_divided(
        self, questions: Sequence[Q], parts: Callable[[Q], Sequence[Q]]
    ) -> list[tuple[Q, T | Unanswered]]:
        """The same, where a question stays without an answer that has parts, of its parts.

        questions: one a request. parts: of a question, itself alone where it has no others. The
        questions that come back are those that were asked last, in order. Raises as `ask`.
        """
        results = self._tried(questions)
        divided = [
            parts(question) if isinstance(one, Unanswered) and not self._is_closed else (question,)
            for question, one in zip(questions, results, strict=True)
        ]
        again = [question for some in divided if len(some) > 1 for question in some]
        if again:
            # That whole batches failed one after the other says nothing of their rows.
            self._over, self._in_a_row = "", 0
        answers = iter(self._tried(again))
        together: list[tuple[Q, T | Unanswered]] = []
        for one, some in zip(results, divided, strict=True):
            if len(some) > 1:
                together += [(question, next(answers)) for question in some]
            else:
                together.append((some[0], one))
        self._conclude([one for _, one in together])
        return together

    @property
    def warnings(self) -> list[str]:
        """Why requests stayed without an answer: the first reasons."""
        return [
            f"requests stayed without an answer: {why}"
            for why in list(self.failures)[:_MOST_REASONS]
        ]

    def _tried(self, questions: Sequence[Q]) -> list[T | Unanswered]:
        results: list[T | Unanswered | None] = [None] * len(questions)
        garbled = self._pass(questions, range(len(questions)), results)
        if garbled:
            self._pass(questions, garbled, results)
        return [
            Unanswered(self._over or "it was not asked") if one is None else one for one in results
        ]

    def _conclude(self, results: Sequence[T | Unanswered]) -> None:
        if results and not self.answered and self._refusal is not None:
            raise self._refusal
        for one in results:
            if isinstance(one, Unanswered):
                self.failures[one.why] = self.failures.get(one.why, 0) + 1
        if results and not self.answered:
            worst = self._worst(results)
            remedy = remedy_of(worst.reply, self.form)
            raise ModelFailure(f"the endpoint answered nothing: {worst.why}; {remedy}")

    def _pass(
        self, questions: Sequence[Q], places: Sequence[int], results: list[T | Unanswered | None]
    ) -> list[int]:
        """Fill in the results of these places; returned are those that were not understood."""
        garbled: list[int] = []
        if self._over:
            return garbled
        asked = [self.body(questions[index]) for index in places]
        replies = carried(self.carry, asked, window=self.window, stop=lambda: bool(self._over))
        for turn, reply in replies:
            index = places[turn]
            result, is_garbage = self._understood(reply, questions[index])
            results[index] = result
            if is_garbage:
                garbled.append(index)
            self._count(result)
        return garbled

    def _understood(self, reply: Reply, question: Q) -> tuple[T | Unanswered, bool]:
        if reply.error:
            return Unanswered(reply.error, reply), False
        if not 200 <= reply.status < 300:
            salvaged = self.salvage(reply)
            if salvaged is not None:
                return salvaged, False
            text = " ".join(reply.text.split())[:_MOST_SHOWN]
            return Unanswered(f"answered {reply.status}: {text}", reply), False
        try:
            return self.understand(
                json.loads(reply.text) if self.parse else reply.text, question
            ), False
        except Refused as refused:
            self._refusal = refused
            return Unanswered(f"answered otherwise than declared: {refused}"[:400], reply), True
        except GARBAGE as error:
            why = (
                f"answered what is not of the form {self.form} ({type(error).__name__}): "
                f"{' '.join(reply.text.split())[:_MOST_SHOWN]}"
            )
            return Unanswered(why, reply), True

    def _count(self, result: T | Unanswered) -> None:
        if not isinstance(result, Unanswered):
            self._in_a_row = 0
            self.answered += 1
            return
        self._in_a_row += 1
        if self._over:
            return
        if result.reply.spent:
            self._over, self._is_closed = result.why, True
        elif result.reply.status in _FOR_GOOD and not self.answered:
            self._over = f"it is not asked any more, since it {result.why}"
            self._is_closed = True
        elif self._in_a_row >= GIVE_UP_AFTER:
            self._over = (
                f"it is not asked any more after {GIVE_UP_AFTER} requests in a row without an "
                f"answer; the last: {result.why}"
            )

    def _worst(self, results: Sequence[T | Unanswered]) -> Unanswered:
        """One with the reason that most have of those that were asked."""
        missing = [one for one in results if isinstance(one, Unanswered)]
        asked = [one for one in missing if one.reply.status or one.reply.error] or missing
        reasons = [one.why for one in asked]
        return asked[reasons.index(max(reasons, key=reasons.count))]
