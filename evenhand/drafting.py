"""An audit document from a few words: which column is what, and what follows by itself.

Whatever nobody said and was taken is told, each with its reason.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from audits.errors import Problem, Refused
from audits.planning.cut_points import code_of, cut_of_dates, cut_points, holds_dates
from audits.specification.document import AuditDocument
from audits.specification.named_policies import DEFAULT, named_policies
from audits.specification.parsing import accept_document, accept_policy, load_yaml
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import Kind, Role
from audits.specification.suggestions import listed, nearest

# Numbers of which so many stand in a protected column are cut into groups.
MOST_GROUPS = 20
UNKNOWN = "unknown_column"
# Roles of columns that were answered by somebody, by their names in a document.
_ANSWERS = {Role.PREDICTION, Role.SCORE}


@dataclass(frozen=True, kw_only=True)
class Words:
    """What was said of a table: names of columns by their role, and how to judge.

    columns: further options by column, as the document has them; they win.
    policy: a name, rules, the body of a policy, or the path of one; None takes the default.
    """

    label: str | None = None
    prediction: str | None = None
    score: str | None = None
    protected: Sequence[str] = ()
    nuisance: Sequence[str] = ()
    weight: str | None = None
    count: str | None = None
    cluster: str | None = None
    split: str | None = None
    positive: Any = None
    favourable: Any = None
    threshold: float | None = None
    columns: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    policy: Any = None
    probes: Sequence[Any] | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, Any] = field(default_factory=dict)
    rows: Any = None
    mode: str = "all"

    @property
    def named(self) -> set[str]:
        """Every column that was said anything of."""
        singles = (
            self.label, self.prediction, self.score, self.weight, self.count, self.cluster,
            self.split,
        )  # fmt: skip
        return {name for name in singles if name} | {*self.protected, *self.nuisance, *self.columns}


@dataclass(frozen=True)
class Draft:
    """The document, and what was taken for granted in it, one sentence each."""

    document: AuditDocument
    notes: tuple[str, ...]


def draft(
    words: Words,
    dataset: DatasetProfile,
    *,
    path: str,
    name: str | None = None,
    encoding: str | None = None,
    model: Mapping[str, Any] | None = None,
    seconds: Mapping[str, str] | None = None,
) -> Draft:
    """The document; raises `Refused` with every problem.

    path, name, encoding: of the data, as the document has them. model: the document's `model`.
    seconds: paths of datasets beside it, by their key.
    """
    profiles = {profile.name: profile for profile in dataset.columns}
    notes: list[str] = []
    words = parted(words, profiles)
    columns = _columns(words, dataset)
    _check_something_answers(words, columns, has_model=model is not None)
    notes += _read_truth_values(words, profiles, columns)
    for column in words.protected:
        points = _cut(profiles[column], columns[column])
        if points is not None:
            columns[column]["cut"] = points
            notes.append(
                f"{column} holds {profiles[column].distinct:,} different numbers: it was cut at "
                f"{' and '.join(map(str, points))}; say where with `cut`"
            )
    policy, policy_notes = _policy(words.policy)
    document = {
        "dataset": {
            "path": path,
            **({"name": name} if name else {}),
            **({"encoding": encoding} if encoding else {}),
            "columns": {key: value for key, value in columns.items() if value},
        },
        **({"model": _model(words, model)} if model else {}),
        **{key: {"path": second} for key, second in (seconds or {}).items()},
        **({"probes": list(words.probes)} if words.probes is not None else {}),
        **({"settings": dict(words.settings)} if words.settings else {}),
        **({"names": dict(words.names)} if words.names else {}),
        **({"rows": words.rows} if words.rows is not None else {}),
        "policy": policy,
        **({"mode": words.mode} if words.mode != "all" else {}),
    }
    return Draft(accept_document(document), (*policy_notes, *notes))


def roles_of(words: Words, dataset: DatasetProfile) -> dict[str, Role]:
    """What was said that each column is for; raises `Refused` with every problem at once."""
    profiles = {profile.name: profile for profile in dataset.columns}
    unread = {column.name: column for column in dataset.unread}
    roles: dict[str, Role] = {}
    problems: list[Problem] = []
    for role, names in (
        (Role.LABEL, words.label), (Role.PREDICTION, words.prediction), (Role.SCORE, words.score),
        (Role.WEIGHT, words.weight), (Role.COUNT, words.count), (Role.CLUSTER, words.cluster),
        (Role.SPLIT, words.split),
        (Role.PROTECTED, words.protected), (Role.NUISANCE, words.nuisance),
    ):  # fmt: skip
        for name in [names] if isinstance(names, str) else names or ():
            if name in unread:
                problems.append(unread[name].problem(f"{role}, column {name!r}"))
            elif name not in profiles:
                reason = f"the data have no column {name!r}"
                hint = dataset.or_elsewhere(name, nearest(name, profiles))
                problems.append(Problem(str(role), reason, hint, UNKNOWN))
            elif name in roles:
                reason = f"the column {name!r} is the {roles[name]} as well"
                problems.append(Problem(str(role), reason, "give it one role", "role_twice"))
            else:
                roles[name] = role
    problems += _of_no_use(words, dataset, roles)
    if problems:
        raise Refused(problems)
    return roles


def _of_no_use(
    words: Words, dataset: DatasetProfile, roles: Mapping[str, Role]
) -> Iterator[Problem]:
    """What is said of a column that is not there, or of groups where the column makes none."""
    profiles = {profile.name: profile for profile in dataset.columns}
    unread = {column.name: column for column in dataset.unread}
    for name, options in words.columns.items():
        groups = [key for key in ("cut", "reference") if key in options]
        if name in unread:
            yield unread[name].problem(f"columns, column {name!r}")
        elif name not in profiles:
            key = next(iter(options), "columns")
            reason = f"the data have no column {name!r}"
            hint = dataset.or_elsewhere(name, nearest(name, profiles))
            yield Problem(key, reason, hint, UNKNOWN)
        elif groups and "role" not in options and name not in roles:
            yield Problem(
                groups[0], f"{name} has no role, so that nobody compares its groups",
                f"name {name} as protected as well", "needs_role",
            )  # fmt: skip


def _columns(words: Words, dataset: DatasetProfile) -> dict[str, dict[str, Any]]:
    roles = roles_of(words, dataset)
    columns: dict[str, dict[str, Any]] = {name: {"role": str(role)} for name, role in roles.items()}
    for name, options in words.columns.items():
        columns[name] = {**columns.get(name, {}), **options}
    answers = [n for n in (words.label, words.prediction, words.score) if n is not None]
    values = {column.name: column.values for column in dataset.columns}
    for key, value in (("positive", words.positive), ("favourable", words.favourable)):
        if value is not None and answers:
            # The column that has this class, else the first: the plan tells what is wrong with it.
            of_column = next((name for name in answers if value in values[name]), answers[0])
            columns[of_column].setdefault(key, value)
    if words.threshold is not None:
        if words.score is None:
            raise Refused.because(
                "threshold", "a threshold cuts a score, and no score is named",
                "name the column of the score as well, or leave the threshold out", "needs_score",
            )  # fmt: skip
        columns[words.score].setdefault("threshold", words.threshold)
    return columns


def _model(words: Words, model: Mapping[str, Any]) -> dict[str, Any]:
    """Where no column answers, what the classes mean is said of the model."""
    if any(name is not None for name in (words.label, words.prediction, words.score)):
        return dict(model)
    meaning = {"positive": words.positive, "favourable": words.favourable}
    return {**{key: value for key, value in meaning.items() if value is not None}, **model}


def parted(words: Words, profiles: Mapping[str, ColumnProfile]) -> Words:
    """The same, with `sex,age` as two columns."""
    return replace(
        words,
        protected=_parted(words.protected, profiles), nuisance=_parted(words.nuisance, profiles),
    )  # fmt: skip


def _parted(names: Sequence[str], profiles: Mapping[str, ColumnProfile]) -> tuple[str, ...]:
    """`sex,age` as two columns, where no column has that name."""
    return tuple(
        column
        for name in names
        for column in ([name] if name in profiles else [one.strip() for one in name.split(",")])
    )


def _check_something_answers(
    words: Words, columns: Mapping[str, Mapping[str, Any]], *, has_model: bool
) -> None:
    """Of a label alone nothing is judged; who wants the data looked at names the probes."""
    roles = {options.get("role") for options in columns.values()}
    asked_for = has_model or words.probes is not None or roles & _ANSWERS
    if words.label is not None and not asked_for:
        raise Refused.because(
            "prediction", "nothing answers: there is a label, and no prediction, score or model",
            "name the column of answers or of scores, or give a model; or name the `probes` that "
            "look at data alone", "nothing_answers",
        )  # fmt: skip


def _read_truth_values(
    words: Words, profiles: Mapping[str, ColumnProfile], columns: dict[str, dict[str, Any]]
) -> list[str]:
    """Predictions that are true and false where the label is 1 and 0, or the other way round."""
    if words.label is None or words.prediction is None:
        return []
    if any("map" in columns[name] for name in (words.label, words.prediction)):
        return []
    own, labels = (set(profiles[name].values) for name in (words.prediction, words.label))
    for meant in ({"false": "0", "true": "1"}, {"0": "false", "1": "true"}):
        if own and own <= set(meant) and labels and labels <= set(meant.values()):
            columns[words.prediction]["map"] = meant
            spelled = listed([f"{one} was read as {other}" for one, other in meant.items()])
            return [f"{words.prediction} and {words.label} are spelled differently: {spelled}"]
    return []


def _cut(profile: ColumnProfile, options: Mapping[str, Any]) -> list[Any] | None:
    """Where a protected column of many numbers or dates is cut; None where it has groups."""
    if {"cut", "map", "kind"} & options.keys() or profile.distinct <= MOST_GROUPS:
        return None
    if profile.kind is Kind.NUMBER and code_of(profile) is None:
        points: list[Any] = load_yaml(cut_points(profile))
        return points
    if holds_dates(profile):
        raise Refused.because(
            f"protected.{profile.name}",
            f"holds {profile.distinct:,} dates, which are no groups",
            cut_of_dates(profile),
            "needs_cut",
        )
    return None


def _policy(given: Any) -> tuple[Any, tuple[str, ...]]:
    """For the document; the second says that nobody chose, and what was taken."""
    if given is None:
        names = listed(sorted(named_policies().keys() - {DEFAULT}))
        return DEFAULT, (
            f"nobody chose a policy: judged by `{DEFAULT}`, which suits a first look; choose one "
            f"of {names}, or write rules of your own",
        )
    if isinstance(given, Path) or (isinstance(given, str) and given not in named_policies()):
        path = Path(given)
        if path.is_file():
            policy = accept_policy(load_yaml(path.read_text(encoding="utf-8")))
            return policy.model_copy(update={"name": policy.name or path.stem}).model_dump(
                mode="json", by_alias=True, exclude_defaults=True
            ), ()
        return str(given), ()  # the plan refuses it, with the names there are
    if isinstance(given, Sequence) and not isinstance(given, str):
        return {"rules": list(given)}, ()
    return given, ()
