"""What a probe's card calls its measurements; every metric has one owning probe."""

from dataclasses import dataclass

from audits.probing.probe import Metric, Scale


@dataclass(frozen=True)
class Names:
    """What a probe's card calls its measurements; every metric has one owning probe."""

    prefix: str
    surrogate: bool = False
    draws_at_random: bool = True

    @property
    def stability(self) -> str:
        return f"{self.prefix}_stability"

    @property
    def fidelity(self) -> str:
        return f"{self.prefix}_fidelity"

    @property
    def sanity(self) -> str:
        return f"{self.prefix}_sanity"

    @property
    def deletion(self) -> str:
        return "deletion_auc" if self.prefix == "explanation" else f"{self.prefix}_deletion_auc"

    @property
    def insertion(self) -> str:
        return "insertion_auc" if self.prefix == "explanation" else f"{self.prefix}_insertion_auc"

    @property
    def importance(self) -> str:
        """Global importance, by column or word."""
        return "lime_importance" if self.prefix == "explanation" else f"{self.prefix}_importance"


def card_metrics(names: Names, method: str) -> tuple[Metric, ...]:
    """The metrics a probe declares for its card."""
    found = []
    if names.draws_at_random:
        found.append(
            Metric(
                names.stability,
                f"Share of the weight on which {method} explanations of a row by two seeds agree; "
                "the interval is where another seed falls.",
                Scale.UNIT,
            )
        )
    if names.surrogate:
        found.append(
            Metric(
                names.fidelity,
                f"Weighted R² of {method}'s surrogate on draws it has not seen; 0 where it says "
                "no more than the mean.",
                Scale.UNIT,
            )
        )
    return (
        *found,
        Metric(
            names.sanity,
            f"Share of {method}'s pattern that is lost when the model's weights, or its answers, "
            "are shuffled; 0 means the explanation does not depend on the model.",
            Scale.UNIT,
        ),
        Metric(
            names.deletion,
            f"Mean probability of the class while units are taken away in {method}'s order; less "
            "than in random order if the explanation holds.",
            Scale.UNIT,
        ),
        Metric(
            names.insertion,
            f"Mean probability of the class while units are put back in {method}'s order; more "
            "than in random order if the explanation holds.",
            Scale.UNIT,
        ),
        Metric(
            names.importance,
            f"Mean share of {method}'s weight on a column or word, over the rows explained.",
            Scale.UNIT,
            overall=False,
        ),
    )
