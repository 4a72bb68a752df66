"""What the outcome's classes mean: said of the label, the prediction or the model."""

from collections.abc import Iterable, Iterator, Mapping

from audits.errors import Problem
from audits.planning.agreeing_classes import check_agreement
from audits.planning.column_values import levels
from audits.specification.document import ColumnSpec, ModelSpec
from audits.specification.missing_words import quoted
from audits.specification.profiles import DatasetProfile
from audits.specification.role_names import plain
from audits.specification.roles import Kind, Role, choose_class
from audits.specification.suggestions import listed

_SAYING = (Role.LABEL, Role.PREDICTION, Role.SCORE)


def outcome_levels(
    columns: Mapping[str, ColumnSpec], dataset: DatasetProfile, classes: Iterable[str] = ()
) -> tuple[str, ...] | None:
    """Classes of label, prediction and model together; None where not all are known."""
    profiles = {profile.name: profile for profile in dataset.columns}
    classes_seen = set(classes)
    for name, spec in columns.items():
        if spec.role in (Role.LABEL, Role.PREDICTION) and spec.kind is Kind.CATEGORY:
            known = levels(spec, profiles[name])
            if known is None:
                return None
            classes_seen.update(known)
    return tuple(sorted(classes_seen))


def check_outcome(
    columns: Mapping[str, ColumnSpec],
    dataset: DatasetProfile,
    classes: Iterable[str],
    problems: list[Problem],
    model: ModelSpec | None = None,
) -> None:
    """Two classes need a meaning: stated, or `1` / `true` among them.

    model: where neither label nor prediction is recorded, the meaning stands there.
    """
    from audits.planning.event_values import check_event  # a service that starts plans nothing

    model = model or ModelSpec()
    classes = tuple(classes)
    problems.extend(check_event(columns, dataset))
    answers = {
        name: spec
        for name, spec in columns.items()
        if spec.role in (Role.LABEL, Role.PREDICTION) and spec.kind is Kind.CATEGORY
    }
    known = outcome_levels(columns, dataset, classes)
    problems.extend(_class_of_score(columns, known, model))
    if not answers:
        check_model_outcome(model, classes, problems)
        return
    positive = next((s.positive for s in answers.values() if s.positive is not None), None)
    stated_favourable = next(
        (s.favourable for s in answers.values() if s.favourable is not None), None
    )
    if positive is None and stated_favourable is None:
        positive, stated_favourable = model.positive, model.favourable
        check_known("model", known, positive, stated_favourable, problems)
    several = stated_favourable if isinstance(stated_favourable, list) else [stated_favourable]
    favourable = several[0] if len(several) == 1 else None
    name = next(iter(answers))
    scores = {name: spec for name, spec in columns.items() if spec.role is Role.SCORE}
    problems.extend(_contradictions({**answers, **scores}))
    problems.extend(_score_of_another_class(columns, dataset, known, positive, favourable))
    problems.extend(check_agreement(columns, dataset, classes))
    if known is not None:
        problems.extend(_unknown({**answers, **scores}, known))
        unsaid = choose_class(known, positive, favourable) is None
        if len(known) == 2 and unsaid and all(map(_is_fraction, known)):
            problems.append(
                Problem(
                    f"dataset.columns.{name}.role",
                    f"{name!r} holds {listed(known)}, fractions as scores or rates of groups have: "
                    "those are no answers",
                    "give one row for each answer; or for each combination of groups and answer, "
                    "with how many it stands for (role count); a score has the role score",
                    "rates_as_answers",
                )
            )
        elif len(known) == 2 and unsaid and len(several) == 1:
            problems.append(
                Problem(
                    f"dataset.columns.{name}.favourable",
                    f"nothing says which of {listed(known)} benefits the person",
                    f"state `favourable: {quoted(known[0])}` or `favourable: {quoted(known[1])}` "
                    f"(and `positive`, if it differs) on {name!r}",
                    "favourable_needed",
                )
            )


def _is_fraction(level: str) -> bool:
    try:
        return 0 < float(level) < 1
    except ValueError:
        return False


def _score_of_another_class(
    columns: Mapping[str, ColumnSpec],
    dataset: DatasetProfile,
    known: tuple[str, ...] | None,
    positive: str | None,
    favourable: str | None,
) -> Iterator[Problem]:
    from audits.planning.class_columns import check_score_class  # not at a service's start

    own = (s.positive for s in columns.values() if s.role is Role.SCORE and s.positive is not None)
    stated = next(own, positive)
    yield from check_score_class(columns, dataset, choose_class(known or (), stated, favourable))


def _class_of_score(
    columns: Mapping[str, ColumnSpec], known: tuple[str, ...] | None, model: ModelSpec
) -> Iterator[Problem]:
    """Of 0 and 1, no and yes, or `<=0.5` and `>0.5`, a score is of the latter, whatever benefits.

    Taken for the class that the score is of, it would turn every answer of a threshold round.
    """
    from audits.specification.split_parts import AFFIRMED  # a service that starts plans nothing

    score = next((name for name, spec in columns.items() if spec.role is Role.SCORE), None)
    stating: list[ColumnSpec | ModelSpec] = [s for s in columns.values() if s.role in _SAYING]
    stating.append(model)
    if score is None or known is None or any(spec.positive is not None for spec in stating):
        return
    favourable = next((s.favourable for s in stating if s.favourable is not None), None)
    if isinstance(favourable, list) and len(favourable) == 1:
        (favourable,) = favourable
    # Of 1 and 2 either could be meant.
    words = [one for one in known if one != "1" and plain(one) in AFFIRMED and len(known) == 2]
    usual = words[0] if len(words) == 1 else choose_class(known or ("0", "1"), None, None)
    above = [one for one in known if one.startswith(">")]
    if len(known) == 2 and len(above) == 1:  # parts of a cut: high scores stand for the upper one
        (usual,) = above
    if isinstance(favourable, str) and known and favourable not in known:
        return  # asked for in the words that the answers are read as
    if isinstance(favourable, str) and usual is not None and favourable != usual:
        yield Problem(
            f"dataset.columns.{score}.positive",
            f"nothing says which class the score {score!r} is of: {quoted(favourable)} is "
            f"favourable, and scores are of {quoted(usual)} as a rule",
            f"state `positive: {quoted(usual)}`, or `positive: {quoted(favourable)}` where high "
            "scores are favourable",
            "positive_needed",
        )


def _stated(answers: Mapping[str, ColumnSpec], word: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each column that states the word, with the classes that it states."""
    for name, spec in answers.items():
        classes = getattr(spec, word)
        if classes is not None:
            yield name, tuple(classes) if isinstance(classes, list) else (classes,)


def _unknown(answers: Mapping[str, ColumnSpec], known: tuple[str, ...]) -> Iterator[Problem]:
    """Whatever a column states must be a class of label, prediction or model."""
    for word in ("positive", "favourable"):
        for name, classes in _stated(answers, word):
            for value in classes:
                maps = [spec.map for spec in answers.values() if spec.map is not None]
                read_as = next((read[value] for read in maps if value in read), None)
                if value not in known and read_as is not None:
                    yield Problem(
                        f"dataset.columns.{name}.{word}",
                        f"{value!r} is read as {read_as!r} by the `map`",
                        f"state `{word}: {quoted(read_as)}`",
                        "unknown_value",
                    )
                elif value not in known:
                    yield Problem(
                        f"dataset.columns.{name}.{word}",
                        f"{value!r} is none of the column's values",
                        f"its values are {listed(known)}",
                        "unknown_value",
                    )


def _contradictions(answers: Mapping[str, ColumnSpec]) -> Iterator[Problem]:
    """Label and prediction have one meaning; two columns may not state different ones."""
    for word in ("positive", "favourable"):
        stated = list(_stated(answers, word))
        for name, classes in stated[1:]:
            first, others = stated[0]
            if set(classes) != set(others):
                yield Problem(
                    f"dataset.columns.{name}.{word}",
                    f"{listed(classes)} is stated here, and {listed(others)} of column {first}",
                    "state it of one of them, or the same of both",
                    "contradicts",
                )


def check_model_outcome(
    model: ModelSpec, classes: tuple[str, ...], problems: list[Problem]
) -> None:
    """No column of answers: what the model's own classes mean is said of the model."""
    check_known("model", classes or None, model.positive, model.favourable, problems)
    if len(classes) == 2 and choose_class(classes, model.positive, model.favourable) is None:
        problems.append(
            Problem(
                "model.favourable",
                f"nothing says which of {listed(classes)} benefits the person",
                f"state it of the model: `model: {{favourable: {classes[-1]}}}` (and `positive`, "
                "if it differs)",
                "favourable_needed",
            )
        )


def check_known(
    field: str,
    known: tuple[str, ...] | None,
    positive: str | None,
    favourable: str | None,
    problems: list[Problem],
) -> None:
    """What was said to be positive or favourable must be a class."""
    for word, value in (("positive", positive), ("favourable", favourable)):
        if value is not None and known is not None and value not in known:
            problems.append(
                Problem(
                    f"{field}.{word}",
                    f"{value!r} is none of the classes",
                    f"they are {listed(known)}",
                    "unknown_value",
                )
            )
