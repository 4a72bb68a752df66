"""A model asked about rows that got worse by themselves: pictures, texts, cells of a table."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Categories, Dataset, Images, Numbers, Texts, Values
from audits.errors import NotApplicable, Refused
from audits.models import Classifier
from audits.perturbations import picture_corruptions, table_corruptions, text_corruptions
from audits.perturbations.exchange import ChangedPictures, with_fed
from audits.probing.batched_inference import ask
from audits.robustness.losses import Labels

SEVERITIES = (1, 2, 3, 4, 5)
# Of a name and a severity, the rows that got worse.
Change = Callable[[str, int], Dataset]


@dataclass(frozen=True, eq=False)
class Corruptible:
    """Rows, and how they get worse. names: of the corruptions that fit what the model reads."""

    names: tuple[str, ...]
    change: Change

    @classmethod
    def of(
        cls, data: Dataset, reads: tuple[str, ...], rng: Callable[[str], np.random.Generator]
    ) -> "Corruptible":
        """By what the model reads: one picture, one text, or columns of a table.

        rng: a stream for each purpose. Raises `NotApplicable` where it reads nothing of these.
        """
        fed = {name: data.fed_values(name) for name in reads}
        only = next(iter(fed.values())) if len(fed) == 1 else None
        if isinstance(only, Images):
            return cls._pictures(data, reads[0], only, rng)
        if isinstance(only, Texts):
            return cls._texts(data, reads[0], only, rng)
        cells = {n: v for n, v in fed.items() if isinstance(v, Numbers | Categories)}
        if not cells:
            raise NotApplicable(
                "the model reads neither one picture, one text, nor columns of a table",
                "name its `inputs`",
            )
        return cls._cells(data, cells, rng)

    @classmethod
    def _pictures(
        cls, data: Dataset, column: str, images: Images, rng: Callable[[str], np.random.Generator]
    ) -> "Corruptible":
        def change(name: str, severity: int) -> Dataset:
            seeds = rng(f"{name} {severity}").integers(0, 2**63, len(data))

            def one(picture: NDArray[np.generic], place: int) -> NDArray[np.generic]:
                drawn = np.random.default_rng(seeds[place])
                return picture_corruptions.corrupted(picture, name, severity, drawn)

            return with_fed(data, column, ChangedPictures(images, one).images())

        return cls(tuple(picture_corruptions.CORRUPTIONS), change)

    @classmethod
    def _texts(
        cls, data: Dataset, column: str, texts: Texts, rng: Callable[[str], np.random.Generator]
    ) -> "Corruptible":
        def change(name: str, severity: int) -> Dataset:
            drawn = rng(f"{name} {severity}")
            changed = [
                None if text is None else text_corruptions.corrupted(text, name, severity, drawn)
                for text in texts.values
            ]
            return with_fed(data, column, Texts.of(changed))

        return cls(tuple(text_corruptions.CORRUPTIONS), change)

    @classmethod
    def _cells(
        cls, data: Dataset, cells: Mapping[str, Values], rng: Callable[[str], np.random.Generator]
    ) -> "Corruptible":
        def change(name: str, severity: int) -> Dataset:
            changed = data
            drawn = rng(f"{name} {severity}")
            for column, values in table_corruptions.corrupted(cells, name, severity, drawn).items():
                changed = with_fed(changed, column, values)
            return changed

        probe = np.random.default_rng(0)
        few = {name: values.take(slice(0, 2)) for name, values in cells.items()}
        able = [
            name
            for name in table_corruptions.CORRUPTIONS
            if table_corruptions.corrupted(few, name, 1, probe)
        ]
        return cls(tuple(able), change)


@dataclass(frozen=True)
class Answered:
    """right: shape (severities, rows), whether each is answered rightly; None where it was refused.

    reason: why the model would not answer, or None.
    """

    name: str
    right: NDArray[np.bool_] | None
    reason: str | None = None


def answers(
    model: Classifier,
    corruptible: Corruptible,
    names: tuple[str, ...],
    labels: Labels,
    on_progress: Callable[[float], None],
) -> Iterator[Answered]:
    """Of each corruption whether its rows are still answered rightly.

    labels: shape (rows,), the true class as the model counts its classes. on_progress: is told the
    share that is done.
    """
    total = len(names) * len(SEVERITIES)
    for at, name in enumerate(names):
        rights = []
        try:
            for severity in SEVERITIES:
                changed = corruptible.change(name, severity)
                codes, _ = ask(model, changed, model.classify)
                rights.append((codes == labels) & (labels >= 0))
                on_progress((at * len(SEVERITIES) + severity) / total)
        except (Refused, NotApplicable) as refused:
            # A model may well refuse cells that are empty: then that is what is said.
            yield Answered(name, None, f"the model does not take it: {refused}")
            continue
        yield Answered(name, np.stack(rights))
