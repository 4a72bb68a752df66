"""What a plan takes for granted because nobody said it, in words for report, terminal and form."""

from collections.abc import Iterable, Iterator, Mapping

from audits.planning.class_meanings import outcome_levels
from audits.specification.document import ColumnSpec
from audits.specification.policy_document import PolicySpec
from audits.specification.profiles import DatasetProfile
from audits.specification.roles import Kind, Role, choose_class

# Their numbers turn round where the other answer is the one that benefits the person.
ON_FAVOURABLE = frozenset(
    {
        "selection_rate", "demographic_parity_difference", "disparate_impact_ratio",
        "impact_ratio", "adjusted_odds_ratio", "crude_odds_ratio",
    }
)  # fmt: skip
_ANSWERS = (Role.LABEL, Role.PREDICTION, Role.SCORE)


def assumed(
    columns: Mapping[str, ColumnSpec], dataset: DatasetProfile, classes: Iterable[str] = ()
) -> dict[str, str]:
    """`favourable` and `positive`, each with the class it is taken to be; stated ones are not."""
    answers = [spec for spec in columns.values() if spec.role in _ANSWERS]
    if any(s.role is Role.LABEL and s.kind is not Kind.CATEGORY for s in answers):
        return {}
    known = outcome_levels(columns, dataset, classes)
    if not known and any(spec.threshold is not None for spec in answers):
        known = ("0", "1")
    if not known:
        return {}
    stated = {
        word: next((v for spec in answers if (v := getattr(spec, word)) is not None), None)
        for word in ("favourable", "positive")
    }
    taken = {}
    for word, other in (("favourable", "positive"), ("positive", "favourable")):
        elsewhere = stated[other] if isinstance(stated[other], str) else None
        default = choose_class(known, None, elsewhere) if stated[word] is None else None
        if default is not None:
            taken[word] = default
    return taken


def sentence(taken: Mapping[str, str]) -> str:
    """What was taken, told before any number; empty where everything was said."""
    favourable, positive = taken.get("favourable"), taken.get("positive")
    if favourable is not None and positive is not None:
        return (
            f"{favourable} was taken as the answer that benefits the person (`favourable`) and as "
            "the class that error rates are about (`positive`), since nothing says which"
        )
    if favourable is not None:
        return (
            f"{favourable}, the class that error rates are about, was taken as the answer that "
            "benefits the person (`favourable`), since nothing says which"
        )
    if positive is not None:
        return (
            f"{positive}, the answer that benefits the person, was taken as the class that error "
            "rates are about (`positive`), since nothing says which"
        )
    return ""


def warnings(taken: Mapping[str, str], policy: PolicySpec | None) -> Iterator[str]:
    """Rules that would turn round if the answer that benefits the person were another."""
    if "favourable" not in taken or policy is None:
        return
    metrics = dict.fromkeys(r.metric for r in policy.rules if r.metric in ON_FAVOURABLE)
    if metrics:
        rules = "the rule on" if len(metrics) == 1 else "the rules on"
        stand = "stands" if len(metrics) == 1 else "stand"
        yield (
            f"{rules} {', '.join(metrics)} {stand} on a guess: nobody said which answer benefits "
            f"the person, and {taken['favourable']} was taken; state `favourable`"
        )
