"""The columns of the form: guessed, as the browser sent them, or as a document has them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from werkzeug.datastructures import MultiDict

from audits.planning.cut_points import cut_points, date_points, holds_dates
from audits.planning.favourable_guesses import better_of, favourable_guess
from audits.planning.guess_vocabulary import Guess
from audits.planning.role_guesses import proposed_roles
from audits.specification.document import AuditDocument
from audits.specification.profiles import ColumnProfile, DatasetProfile, ModelProfile
from audits.specification.roles import Kind, Role
from service.answers.dataset_profiles import MOST_GROUPS, TAKEN
from service.web.form_rows import ANSWERS, UNFLAGGED, WHOSE, WRITING, ColumnRow, Flag
from service.web.typed_texts import typed_number

MOST_CHOICES = 50
# So many columns stand on the page at once; the others are searched for.
MOST_SHOWN = 60
TYPED = 200


def guessed_rows(profile: DatasetProfile, model: ModelProfile | None) -> tuple[ColumnRow, ...]:
    """Every column with the role that its name, values or place say, and why."""
    guesses = proposed_roles(profile, model)
    rows = tuple(
        _row(index, column, guesses.get(column.name))
        for index, column in enumerate(profile.columns)
    )
    return tuple(_with_proposals(row, profile.columns[row.index]) for row in rows)


def guessed_flag(prediction: ColumnRow, label: ColumnRow) -> Flag:
    """The better of two answers counts as the better class, where words say which that is."""
    if len(prediction.classes) != 2:
        return Flag(is_guess=True)
    value, means = better_of(prediction.classes), better_of(label.classes)
    if value is None or means is None:
        return Flag(is_guess=True)
    return Flag(value, means, is_equal=True, is_guess=True)


def written_flag(rows: Sequence[ColumnRow]) -> tuple[tuple[ColumnRow, ...], Flag]:
    """The sentence that a prediction's map says, in the place of the map; the rows as they are
    where it says none, or where the prediction has more to say of its classes.
    """
    by_role = {row.role: row for row in rows if row.choices}
    prediction, label = by_role.get(Role.PREDICTION), by_role.get(Role.LABEL)
    if prediction is None or label is None or len(label.classes) != 2:
        return tuple(rows), UNFLAGGED
    of_label = set(label.classes)
    if set(prediction.choices) <= of_label or not set(prediction.classes) <= of_label:
        return tuple(rows), UNFLAGGED
    alone = {
        value: prediction.read(value)
        for value in prediction.choices
        if sum(prediction.read(value) == prediction.read(other) for other in prediction.choices)
        == 1
    }
    if prediction.special or prediction.positive or not alone:
        return tuple(rows), UNFLAGGED
    value = better_of(tuple(alone)) or next(iter(alone))
    flag = Flag(value, alone[value], is_equal=True)
    plain = replace(prediction, readings={}, phrases={})
    return tuple(plain if row is prediction else row for row in rows), flag


def sent_rows(
    profile: DatasetProfile, model: ModelProfile | None, values: MultiDict[str, str]
) -> tuple[ColumnRow, ...]:
    """As sent. A value that the column does not have stays, to be refused beside it."""
    return tuple(_sent(row, values) for row in guessed_rows(profile, model))


def document_rows(
    profile: DatasetProfile, document: AuditDocument, why: str
) -> tuple[ColumnRow, ...]:
    """As an audit document has them. why: the reason that stands beside each role."""
    return tuple(
        _written(_row(index, column, None), document, why)
        for index, column in enumerate(profile.columns)
    )


def shown_rows(
    rows: Sequence[ColumnRow], profiles: Sequence[ColumnProfile], find: str
) -> tuple[ColumnRow, ...]:
    """Those of which anything is said, then those that hold the words searched.

    What is not on the page is not sent back, and would be guessed anew.
    """
    used = {
        row.index
        for row in rows
        if row.role != Role.FEATURE or row.problems or len(row.spec(profiles[row.index])) > 1
    }
    words = find.casefold().split()
    names = [
        row.index
        for row in rows
        if row.index not in used
        and all(word in f"{row.name} {row.values}".casefold() for word in words)
    ]
    shown_names = used | set(names[: max(0, MOST_SHOWN - len(used))])
    return tuple(row for row in rows if row.index in shown_names)


def _row(index: int, column: ColumnProfile, guess: Guess | None) -> ColumnRow:
    all_listed = column.distinct <= min(len(column.values), MOST_CHOICES)
    if all_listed:
        values = ", ".join(column.values[:6]) + (", …" if len(column.values) > 6 else "")
    elif column.minimum is not None and column.maximum is not None:
        values = f"{column.minimum:g} to {column.maximum:g}"
    else:
        values = f"{column.distinct:,} values"
    if column.missing:
        values += f"; {column.missing:,} missing"
    return ColumnRow(
        index=index,
        name=column.name,
        kind=str(column.kind),
        role=str(guess.role if guess else Role.FEATURE),
        values=values,
        choices=tuple(sorted(column.values)) if all_listed else (),
        takes_writing=_leaves_open(column),
        reason=guess.reason if guess else "",
        is_sure=guess.is_sure if guess else True,
    )


def _leaves_open(column: ColumnProfile) -> bool:
    """Whether the cells may be numbers, and could be read as two, or carry a unit."""
    return column.amounts is not None or column.cells.doubtful or bool(column.cells.strange)


def _with_proposals(row: ColumnRow, column: ColumnProfile) -> ColumnRow:
    """A protected number of many values is cut; of an answer the one that benefits is proposed."""
    is_wide = column.distinct > MOST_GROUPS
    if row.role == Role.PROTECTED and is_wide and column.kind is Kind.NUMBER:
        return replace(row, marks=cut_points(column).strip("[]"))
    if row.role == Role.PROTECTED and is_wide and holds_dates(column):
        points = date_points(column).strip("[]")
        where = f"cut at {points}, the middle of its dates" if points else "say where it is cut"
        return replace(row, marks=points, reason=f"{row.reason}; {where}", is_sure=False)
    if row.role == Role.PROTECTED and row.choices and not is_wide:
        largest = column.values[0]  # the profile has the most frequent first
        return replace(row, special=largest, reason=f"{row.reason}; {largest} is its largest group")
    good = favourable_guess(column) if row.role == Role.LABEL else None
    if good is not None and good not in TAKEN:
        reason = f"{row.reason}; {good} is guessed to benefit"
        return replace(row, special=good, reason=reason, is_sure=False)
    return row


def _sent(row: ColumnRow, values: MultiDict[str, str]) -> ColumnRow:
    index = row.index
    if f"role-{index}" not in values:
        return replace(row, special="", marks="")
    role = one_of(values.get(f"role-{index}"), list(Role), row.role)

    def sent_choice(name: str) -> str:
        return values.get(f"{name}-{index}", "")[:TYPED] if row.choices else ""

    def typed(name: str) -> dict[str, str]:
        texts = (
            (value, values.get(f"{name}-{index}-{slot}", "").strip()[:TYPED])
            for slot, value in enumerate(row.choices)
        )
        return {value: text for value, text in texts if text}

    return replace(
        row,
        role=role,
        kind=one_of(values.get(f"kind-{index}"), list(Kind), row.kind),
        special=sent_choice("special"),
        positive=sent_choice("positive"),
        marks=values.get(f"marks-{index}", "").strip()[:TYPED],
        whose=one_of(values.get(f"whose-{index}"), WHOSE, ""),
        readings=typed("reading"),
        phrases=typed("phrase"),
        writing=_writing(index, values),
        reason=row.reason if role == row.role else "",
        is_sure=row.is_sure or role != row.role,
    )


def _writing(index: int, values: MultiDict[str, str]) -> dict[str, str]:
    sent = {key: values.get(f"{key}-{index}", "")[:TYPED] for key in WRITING}
    return {
        key: value if WRITING[key] else value.strip()
        for key, value in sent.items()
        if value.strip() or value in WRITING[key]
    }


def _written(row: ColumnRow, document: AuditDocument, why: str) -> ColumnRow:
    spec = document.dataset.columns.get(row.name)
    if spec is None:
        return row
    readings = {v: reading for v, reading in (spec.map or {}).items() if v in row.choices}
    read = {reading: value for value, reading in readings.items()}
    favourable = spec.favourable if isinstance(spec.favourable, str) else None
    special = spec.reference if spec.role is Role.PROTECTED else favourable

    def value_of(level: str | None) -> str:
        # What the column does not have is shown and refused: dropped, another audit would start.
        return read.get(level or "", level or "") if row.choices else ""

    points = ", ".join(
        typed_number(mark) if isinstance(mark, float) else mark for mark in spec.cut or ()
    )
    row = replace(
        row,
        role=str(spec.role),
        kind=str(spec.kind or row.kind),
        special=value_of(special),
        positive=value_of(spec.positive),
        marks=points or ("" if spec.threshold is None else typed_number(spec.threshold)),
        whose=spec.of or "",
        readings=readings,
        writing={key: value for key in WRITING if (value := getattr(spec, key)) is not None},
        reason=why,
    )
    if row.role not in ANSWERS:
        return row
    class_names = document.names.classes
    return replace(
        row,
        phrases={v: class_names[row.read(v)] for v in row.choices if row.read(v) in class_names},
    )


def class_phrases(rows: Iterable[ColumnRow]) -> Mapping[str, str]:
    """What is said of a row with a class, by class: the label's words, else the prediction's."""
    phrases: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: row.role != Role.LABEL):
        if row.is_answer:
            for value, phrase in row.phrases.items():
                phrases.setdefault(row.read(value), phrase)
    return phrases


def one_of(sent: str | None, allowed: Iterable[Any], otherwise: str) -> str:
    """What was sent where it may be chosen, else what stood there."""
    return str(sent) if sent in list(allowed) else otherwise
