"""Three plain sentences: what was asked, who is affected, by how much; and what next."""

from collections.abc import Iterator
from dataclasses import dataclass

from audits.json_types import Json
from audits.report import stereotype_phrases
from audits.report.acceptance import acceptance
from audits.report.answers import affected, raw, unmeasured
from audits.report.effect_sentences import amount
from audits.report.headline import failing_rules, headline, rate_and_estimates
from audits.report.heads import head_of, own, titled
from audits.report.next_steps import what_next
from audits.report.notes import sentence_of
from audits.report.nothing_judged import nothing_judged
from audits.report.number_format import SHARE, TIGHT, between, listed, plain, size, with_unit
from audits.report.questions import question
from audits.report.rate_phrases import counted
from audits.report.view import View, group_name


@dataclass(frozen=True, slots=True)
class Hundred:
    """So many of a hundred people of a group."""

    count: int
    name: str
    sample_size: str


@dataclass(frozen=True, slots=True)
class Sentences:
    """`people` has two entries where the gap is one of shares, else none.

    also: what else fails or is accepted, each as a heading and a text.
    """

    asked: str
    affected: str
    amount: str
    note: str
    next: str = ""
    people: tuple[Hundred, ...] = ()
    people_alt: str = ""
    also: tuple[tuple[str, str], ...] = ()

    @property
    def all(self) -> tuple[tuple[str, str], ...]:
        """Question and answer; what there is to say: no amount of nothing, no step after a pass."""
        told_ = (
            ("What was asked", self.asked),
            ("Who is affected", self.affected),
            ("By how much", self.amount),
            *self.also,
            ("What next", self.next),
        )
        return tuple((question, answer) for question, answer in told_ if answer)


def sentences(view: View) -> Sentences:
    """About the finding that matters most: question, answer and amount are of one rule."""
    finding = headline(view)
    if finding is None:
        return _without_policy(view)
    of_head, same = own(view, finding)
    measured = of_head.measured(same)
    asked = titled(head_of(finding), question(of_head, same["rule"], measured))
    next_ = what_next(of_head, same)
    if measured is None or "value" not in measured:
        told_ = f"{raw(of_head, measured)} {_count(view)}".strip()
        return Sentences(asked, unmeasured(of_head, same, measured), told_, _note(view), next_)
    rate, pair = rate_and_estimates(of_head, measured)
    people, alt = _people(of_head, rate, pair)
    return Sentences(
        asked, affected(of_head, measured, rate, pair), amount(of_head, same), _note(view), next_,
        people, alt, tuple(_also(view, finding)),
    )  # fmt: skip


# The one that matters most is told whole; so many more are told beside it.
MOST_BESIDE = 2


def _also(view: View, first: Json) -> Iterator[tuple[str, str]]:
    """The other rules that fail, each in a sentence or two; then what failed and is accepted."""
    if first["verdict"] == "fail":
        others = [finding for finding in failing_rules(view) if finding["rule"] != first["rule"]]
        for finding in others[:MOST_BESIDE]:
            yield "Fails too", _in_full(view, finding)
        rest = sum(f["verdict"] == "fail" and not f.get("waived") for f in view.findings)
        rest -= 1 + len(others[:MOST_BESIDE])
        if rest > 0:
            verb = "check fails" if rest == 1 else "checks fail"
            yield "And more", f"{rest} more {verb}; each stands among the findings."
    accepted = failing_rules(view, waived=True)
    for finding in accepted[:MOST_BESIDE]:
        why = sentence_of(acceptance(view, finding))
        yield "Fails, and is accepted", f"{_in_full(view, finding)} {why}"
    rest = sum(f["verdict"] == "fail" and bool(f.get("waived")) for f in view.findings)
    rest -= len(accepted[:MOST_BESIDE])
    if rest > 0:
        yield "Accepted too", f"{rest} more failing check{'' if rest == 1 else 's'}."


def _in_full(view: View, finding: Json) -> str:
    """Both shares and the amount."""
    head = head_of(finding)
    view, finding = own(view, finding)
    measured = view.measured(finding)
    if measured is None or "value" not in measured:
        return titled(head, unmeasured(view, finding, measured))
    rate, pair = rate_and_estimates(view, measured)
    return titled(head, f"{affected(view, measured, rate, pair)} {amount(view, finding)}")


def _people(view: View, rate: str, pair: list[Json]) -> tuple[tuple[Hundred, ...], str]:
    # A hundred dots are people; sentences of a language are not.
    if len(pair) != 2 or "language" in pair[0]["group"] or counted(view, rate) is None:
        return (), ""
    people = tuple(
        Hundred(
            round(100 * estimate["value"]),
            group_name(estimate["group"]),
            size(estimate["sample_size"]),
        )
        for estimate in pair
    )
    words = counted(view, rate)
    assert words is not None
    shares = listed([f"{p.count} of 100 {p.name}" for p in people])
    return people, f"{shares} {view.rows_word}{words.condition} {words.event}"


def _count(view: View) -> str:
    total = len(view.findings)
    judged = sum(f["verdict"] in ("pass", "fail") for f in view.findings)
    if total == 1:
        return "It was the only check."
    return f"{judged} of {total} checks could be decided."


def _note(view: View) -> str:
    confidence = plain(100 * view.confidence, 1).removesuffix(".0")
    return f"In brackets: the {confidence}{TIGHT}% interval. n: {view.rows_word} counted."


def _without_policy(view: View) -> Sentences:
    leading = stereotype_phrases.leading(view)
    if leading is not None:
        # A share of she says little; whether it goes with the stereotype is the question.
        open_ = "Give a policy to turn these measurements into a verdict."
        told_ = (
            stereotype_phrases.size(leading)
            if "value" in leading
            else stereotype_phrases.turned(view)
        )
        asked = (
            "Do she and he follow the stereotype of what the person is or does? No policy was "
            "given, so nothing was judged."
        )
        words = f"{stereotype_phrases.words(leading)} {stereotype_phrases.others(view, leading)}"
        next_ = open_ if told_ else ""
        return Sentences(asked, words.rstrip(), told_ or open_, _note(view), next_)
    sizes = sum("value" in measurement for measurement in view.measurements)
    accuracy = view.estimate("accuracy")
    second = (
        f"{with_unit(accuracy['value'], SHARE)} {between(accuracy['interval'], SHARE)} of the "
        f"answers are right, n{TIGHT}{size(accuracy['sample_size'])}."
        if accuracy
        else f"{sizes:,} numbers were measured; each stands below with its interval."
        if sizes > 1
        else "Nothing could be measured."
        if not sizes
        else "One number was measured; it stands below with its interval."
    )
    why = nothing_judged(view)
    return Sentences(why.asked, second, "", _note(view), why.next)
