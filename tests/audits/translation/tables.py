"""Small tables of translations, planned and run as an audit would."""

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.measurement import Exhibit
from audits.probing.subject import Subject
from audits.running.catalog import catalog
from audits.specification.roles import Role


def dataset(translations, sources=None, **columns):
    """Columns by role name: protected columns are given as `protected={"name": values}`."""
    found = [Column("translation", Role.PREDICTION, Texts.of(translations))]
    if sources is not None:
        found.append(Column("source", Role.FEATURE, Texts.of(sources)))
    for name, values in columns.pop("protected", {}).items():
        found.append(Column(name, Role.PROTECTED, Categories.of(values)))
    women = columns.pop("women", None)
    if women is not None:
        import numpy as np

        found.append(Column("women", Role.FEATURE, Numbers(np.array(women, dtype=float))))
    for role, values in columns.items():
        found.append(Column(role, Role(role), Categories.of(values)))
    return Dataset(tuple(found))


def measure(data, *, name="translation.gendered_pronouns", model=None, **given):
    """Measurements by (metric, group as a dict's sorted items), exhibits, warnings."""
    options = {k: given.pop(k) for k in ("source_language", "target_language") if k in given}
    subject = Subject(data, model, **options)
    found, exhibits = {}, []
    for item in catalog()[name](subject, **given):
        if isinstance(item, Exhibit):
            exhibits.append(item)
        else:
            key = (item.metric, tuple(sorted(item.group)))
            assert key not in found
            found[key] = item
    return found, exhibits, subject.warnings
