"""Published tables with the answers of honest models: fitted to one half, asked about the other."""

import csv
import gzip
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.told_in_an_audit import Tabled

# More rows of a table are drawn.
MOST_ROWS = 4000
# Of each file of the reference data with people in it the group; its label stands last.
_FILES = {
    "adult/adult.csv.gz": "sex",
    "compas/compas_two_years_min.csv": "race",
    "german/german.csv": "foreign_worker",
}


def tables() -> Iterator[tuple[str, dict[str, Any], str, str | None]]:
    """Name, columns, label and group of each; those of the reference data where it is there."""
    from sklearn import datasets

    for load in (datasets.load_breast_cancer, datasets.load_iris, datasets.load_wine,
                 datasets.load_digits, datasets.load_diabetes):  # fmt: skip
        found = load()
        names = [str(name) for name in getattr(found, "feature_names", range(64))]
        columns = {name: found.data[:, at].tolist() for at, name in enumerate(names)}
        named = found.target_names if "target_names" in found else None
        yield load.__name__[5:], {
            **columns, "outcome": found.target.tolist() if named is None else
            [str(named[code]) for code in found.target],
        }, "outcome", None  # fmt: skip
    folder = Path(os.environ.get("EVENHAND_REFERENCE_DATA", "../shared/data"))
    for name, group in _FILES.items():
        path = folder / name
        if path.is_file():
            content = path.read_bytes()
            text = (gzip.decompress(content) if name.endswith(".gz") else content).decode()
            rows = list(csv.DictReader(text.splitlines()))
            columns = {key: [row[key] for row in rows] for key in rows[0]}
            yield Path(name).parent.name, columns, [*columns][-1], group


def audited(seed: int = 3) -> Iterator[Tabled]:
    """Each table with the answers of each model about the rows that it was not fitted to."""
    for name, columns, label, group in tables():
        for model, (cells, roles) in with_models(columns, label, group, seed):
            family = "numbers" if "kind" in roles["given"] else "classes"
            true = ("one answer alone",) if model == "dummy" else ()
            yield Tabled(f"{name}, {model}", family, cells, roles, true)


def with_models(
    columns: Mapping[str, Any], label: str, group: str | None, seed: int
) -> Iterator[tuple[str, tuple[dict[str, Any], dict[str, dict[str, Any]]]]]:
    """Of each model its name, and columns and roles of the held-out half."""
    import pandas as pd
    from sklearn import dummy, ensemble, linear_model, neighbors, pipeline, preprocessing

    frame = pd.DataFrame(dict(columns))
    frame = frame.sample(min(len(frame), 2 * MOST_ROWS), random_state=seed)
    numbers = pd.to_numeric(frame[label], errors="coerce")
    is_number = bool(numbers.notna().all() and numbers.nunique() > 20)
    outcome = numbers if is_number else frame[label].astype(str)
    features = frame.drop(columns=label)
    features = features.apply(lambda c: _codes(c))
    half = len(frame) // 2
    kinds: dict[str, Any] = (
        {"linear": linear_model.LinearRegression(), "dummy": dummy.DummyRegressor(),
         "forest": ensemble.RandomForestRegressor(50, random_state=seed),
         "boosting": ensemble.HistGradientBoostingRegressor(random_state=seed),
         "neighbours": neighbors.KNeighborsRegressor()}
        if is_number else
        {"logistic": linear_model.LogisticRegression(max_iter=300), "dummy":
         dummy.DummyClassifier(), "forest": ensemble.RandomForestClassifier(50, random_state=seed),
         "boosting": ensemble.HistGradientBoostingClassifier(random_state=seed),
         "neighbours": neighbors.KNeighborsClassifier()}
    )  # fmt: skip
    held = frame.iloc[half:]
    for name, model in kinds.items():
        fitted = pipeline.make_pipeline(preprocessing.StandardScaler(), model)
        fitted.fit(features.iloc[:half], outcome.iloc[:half])
        answer = fitted.predict(features.iloc[half:])
        cells = {str(c): _plain(held[c]) for c in held.columns if c != label}
        cells |= {"given": _plain(held[label]), "answer": _plain(pd.Series(answer))}
        roles: dict[str, dict[str, Any]] = {
            "given": {"role": "label"}, "answer": {"role": "prediction"},
        }  # fmt: skip
        if is_number:
            roles = {key: {**role, "kind": "number"} for key, role in roles.items()}
        else:
            classes = sorted(set(outcome))
            roles["given"]["favourable"] = classes[-1]
            if len(classes) == 2:
                share = fitted.predict_proba(features.iloc[half:])[:, 1]
                cells["score"] = np.round(share, 6).tolist()
                roles["score"] = {"role": "score", "positive": classes[1]}
                roles["given"]["positive"] = classes[1]
        if group is not None:
            roles[group] = {"role": "protected"}
        yield name, (cells, roles)


def _codes(column: Any) -> Any:
    import pandas as pd

    numbers = pd.to_numeric(column, errors="coerce")
    if numbers.notna().mean() > 0.5:
        return numbers.fillna(numbers.median())
    return pd.Series(pd.factorize(column)[0], index=column.index)


def _plain(column: Any) -> list[Any]:
    return [None if value is None or value != value else value for value in column.tolist()]
