"""What somebody must have stated before a probe means anything; a role alone would not say it."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StatedNeed:
    """One of these is enough.

    roles: of a column. columns: names of columns. parameters: of the probe, stated in the document.
    datasets: keys of the document that name further rows. or_model: a model is enough as well.
    reason, remedy: said where none of them is there.
    """

    reason: str
    remedy: str
    roles: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    or_model: bool = False

    def met(
        self,
        *,
        roles: Collection[str],
        columns: Collection[str],
        parameters: Collection[str],
        datasets: Collection[str],
        model: bool,
    ) -> bool:
        """Whether one of them is there. columns: names, compared without regard to case."""
        names = {name.casefold() for name in columns}
        return (
            (self.or_model and model)
            or not set(self.roles).isdisjoint(roles)
            or not names.isdisjoint(self.columns)
            or not set(self.parameters).isdisjoint(parameters)
            or not set(self.datasets).isdisjoint(datasets)
        )
