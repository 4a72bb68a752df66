"""What a probe's card calls its measurements; every metric has one owning probe."""

from dataclasses import dataclass

from audits.probing.probe import Metric, Scale
from audits.specification.probe_manifest import words


@dataclass(frozen=True)
class Names:
    """What a probe's card calls its measurements; every metric has one owning probe.

    curves, weights: what these names begin with, where that is not `prefix` and an underscore.
    """

    prefix: str
    surrogate: bool = False
    draws_at_random: bool = True
    curves: str | None = None
    weights: str | None = None

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
        return f"{self._curves}deletion_auc"

    @property
    def insertion(self) -> str:
        return f"{self._curves}insertion_auc"

    @property
    def importance(self) -> str:
        """Global importance, by column or word."""
        return f"{self.prefix}_importance" if self.weights is None else f"{self.weights}importance"

    @property
    def _curves(self) -> str:
        return f"{self.prefix}_" if self.curves is None else self.curves


def _title(name: str, method: str) -> str:
    """The words of the name, the method's spelled as it is written."""
    title = words(name)
    if title.startswith(method.lower()):
        return method + title[len(method) :]
    return title


def card_metrics(names: Names, method: str) -> tuple[Metric, ...]:
    """The metrics a probe declares for its card."""
    metrics = []
    if names.draws_at_random:
        metrics.append(
            Metric(
                names.stability,
                f"Share of the weight on which {method} explanations of a row by two seeds agree; "
                "the interval is where another seed falls.",
                Scale.UNIT,
                title=_title(names.stability, method),
            )
        )
    if names.surrogate:
        metrics.append(
            Metric(
                names.fidelity,
                f"Weighted R² of {method}'s surrogate on draws it has not seen; 0 where it says "
                "no more than the mean.",
                Scale.UNIT,
                title=_title(names.fidelity, method),
            )
        )
    return (
        *metrics,
        Metric(
            names.sanity,
            f"Share of {method}'s pattern that is lost when the model's weights, or its answers, "
            "are shuffled; 0 means the explanation does not depend on the model.",
            Scale.UNIT,
            title=_title(names.sanity, method),
        ),
        Metric(
            names.deletion,
            f"Mean probability of the class while units are taken away in {method}'s order; less "
            "than in random order if the explanation holds.",
            Scale.UNIT,
            title=_title(names.deletion, method),
        ),
        Metric(
            names.insertion,
            f"Mean probability of the class while units are put back in {method}'s order; more "
            "than in random order if the explanation holds.",
            Scale.UNIT,
            title=_title(names.insertion, method),
        ),
        Metric(
            names.importance,
            f"Mean share of {method}'s weight on a column or word, over the rows explained.",
            Scale.UNIT,
            overall=False,
            title=_title(names.importance, method),
        ),
    )
