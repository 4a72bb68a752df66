"""People, households or customers that stand in several rows, and nobody said that they do."""

from collections.abc import Iterator

from audits.planning.role_guesses import guess_roles
from audits.specification.document import AuditDocument
from audits.specification.profiles import DatasetProfile
from audits.specification.roles import Role


def told_of_repeated(document: AuditDocument, dataset: DatasetProfile) -> Iterator[str]:
    """A sentence for the first such column; none where the document names clusters or counts."""
    declared = document.dataset.columns
    if {spec.role for spec in declared.values()} & {Role.CLUSTER, Role.COUNT}:
        return
    profiles = {column.name: column for column in dataset.columns}
    for name, guess in guess_roles(dataset).items():
        spec = declared.get(name)
        is_free = spec is None or spec.role in (Role.ID, Role.FEATURE)
        if guess.role is Role.CLUSTER and is_free:
            yield (
                f"{name} repeats: {profiles[name].distinct:,} different values in "
                f"{dataset.rows:,} rows. Where rows of one belong together, intervals that take "
                f"rows as independent are too short: name it (role cluster; `--cluster {name}` "
                f"beside a table, `cluster={name!r}` in Python), and they count those"
            )
            return
