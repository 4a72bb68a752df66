"""Labels and answers that cannot be compared as they stand: other words, other codes, a bare flag.

Asked about before anything is measured: as they stand, right answers would count as wrong.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from audits.errors import Problem
from audits.planning.column_values import VALUES_KEPT, is_said_of_missing, levels
from audits.planning.favourable_guesses import likely_map
from audits.specification.document import ColumnSpec
from audits.specification.missing_words import MISSING_CELL, folded, is_doubtful, quoted
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import Kind, Role
from audits.specification.suggestions import listed

NO_OVERLAP, RECODED, FLAG = "no_overlap", "recoded", "flag_where_set"
DOUBTFUL = "doubtful_class"
# A model may answer the same throughout and fail on some rows; a flag is empty on more.
SHARE_EMPTY = 0.05
# What a threshold makes of a score where nothing names the classes.
_CUT_CLASSES = ("0", "1")
_MOST_MEANT, _MOST_SHIFTED = 4, 12
_WORD = re.compile(r"[\s(\[\"']*(\w+)")
_NUMBER = re.compile(r"[\d.,]+")


def check_agreement(
    columns: Mapping[str, ColumnSpec], dataset: DatasetProfile, classes: Sequence[str] = ()
) -> list[Problem]:
    """What label and answers do not have in common, as far as the inspection knows it.

    classes: the model's. A `map` on either column says what its values mean.
    """
    return list(_disagreement(columns, dataset, classes)) or list(_unknown(columns, dataset))


def _disagreement(
    columns: Mapping[str, ColumnSpec], dataset: DatasetProfile, classes: Sequence[str]
) -> Iterator[Problem]:
    profiles = {profile.name: profile for profile in dataset.columns}
    named = {spec.role: name for name, spec in columns.items() if spec.kind is Kind.CATEGORY}
    label, prediction = named.get(Role.LABEL), named.get(Role.PREDICTION)
    sides = [name for name in (prediction, label) if name is not None]
    known = {name: _classes(columns[name], profiles[name]) for name in sides}
    for name in sides:
        if profiles[name].missing > SHARE_EMPTY * dataset.rows:
            others = known[sides[sides.index(name) - 1]] if len(sides) > 1 else tuple(classes)
            if flag := _flag(name, columns[name], profiles[name], others, is_often_empty=True):
                yield flag
                return
    if label is None:
        return
    labels = known[label]
    answers: Sequence[str] = tuple(classes) if prediction is None else known[prediction]
    is_cut = any(spec.threshold is not None for spec in columns.values())
    flag = _flag(label, columns[label], profiles[label],
                 answers or (_CUT_CLASSES if is_cut else ()))  # fmt: skip
    if flag is not None:
        yield flag
    elif labels and answers and not _share_some(labels, answers):
        if prediction is not None:
            yield _without_overlap(profiles[prediction], label, labels, answers)
    elif labels and answers and columns[label].map is None:
        if prediction is None:
            yield from _recoded(label, labels, answers, f"the model answers {listed(answers)}")
        elif columns[prediction].map is None:
            answered = f"predictions are {listed(answers)}"
            single = _single(dataset, (prediction, label))
            yield from _recoded(prediction, answers, labels, answered, single, label)


def _unknown(columns: Mapping[str, ColumnSpec], dataset: DatasetProfile) -> Iterator[Problem]:
    """A word such as `?` beside two classes: as a third one it would be one class's miss.

    Among more classes it is told when the rows are read.
    """
    for profile in dataset.columns:
        spec = columns.get(profile.name, ColumnSpec())
        if spec.role not in (Role.LABEL, Role.PREDICTION) or spec.kind is not Kind.CATEGORY:
            continue
        known = _classes(spec, profile)
        doubtful = [level for level in known if is_doubtful(level)]
        classes = [level for level in known if level not in doubtful]
        stated = spec.map is not None or spec.missing is not None
        if not doubtful or len(classes) != 2 or stated:
            continue
        words = dict.fromkeys([*doubtful, *(word for word, _ in profile.cells.missing_words)])
        yield Problem(
            f"dataset.columns.{profile.name}.missing",
            f"{listed([quoted(one) for one in doubtful])} beside {listed(classes)} may say that "
            "nothing is known, and would count as a class of its own",
            f"say `missing: [{', '.join(map(quoted, words))}]` of {profile.name!r}; or "
            "`missing: []` where it is a class",
            DOUBTFUL,
        )


def _classes(spec: ColumnSpec, profile: ColumnProfile) -> tuple[str, ...]:
    """The column's values as they are compared, where they are known; whole numbers by the ends."""
    known = levels(spec, profile)
    low, high = profile.minimum, profile.maximum
    if known is not None or low is None or high is None:
        return known or ()
    is_dense = profile.distinct > VALUES_KEPT and profile.distinct == high - low + 1
    return tuple(map(str, range(int(low), int(high) + 1))) if is_dense and low % 1 == 0 else ()


def _share_some(labels: Sequence[str], answers: Sequence[str]) -> bool:
    """Whether some are the same, or spelled otherwise: told when the rows are read, by pairs."""
    return bool({folded(level) for level in labels} & {folded(level) for level in answers})


def _without_overlap(
    prediction: ColumnProfile, label: str, labels: Sequence[str], answers: Sequence[str]
) -> Problem:
    """A word that may say that nothing is known needs no label: it may be `missing`."""
    doubtful = [level for level in answers if is_doubtful(level)]
    words = dict.fromkeys([*doubtful, *(word for word, _ in prediction.cells.missing_words)])
    known = [level for level in answers if level not in doubtful] or answers
    unknown = (
        f"; where {listed([quoted(one) for one in doubtful])} says that nothing is known, say "
        f"`missing: [{', '.join(map(quoted, words))}]` there too"
        if doubtful
        else ""
    )
    return Problem(
        f"dataset.columns.{prediction.name}.map",
        f"no prediction is ever a label: predictions are {listed(answers)}; labels are "
        f"{listed(labels)}",
        f"say which label each answer means, with a `map` on {prediction.name!r}: "
        f"{{{', '.join(_meant(known, labels, (prediction.name, label)))}}}{unknown}",
        NO_OVERLAP,
    )


def _meant(
    predictions: Sequence[str], labels: Sequence[str], names: tuple[str, str]
) -> Iterator[str]:
    """`"approve": "yes"`, where the words of both leave no doubt, else `"approve": ...`."""
    means = likely_map(predictions, labels, names) or _by_first_word(predictions, labels)
    for level in predictions[: _MOST_SHIFTED if means else _MOST_MEANT]:
        yield f"{quoted(level)}: {quoted(means[level]) if level in means else '...'}"


def _by_first_word(given: Sequence[str], others: Sequence[str]) -> dict[str, str]:
    """The other side's value that begins with the same word: `A` of `A) Paris`, and back.

    Empty unless each word begins one value of either side, and every given one has its other.
    """
    own, theirs = ({_first_word(level): level for level in side} for side in (given, others))
    is_told = len(own) == len(given) and len(theirs) == len(others) and own.keys() <= theirs.keys()
    return {level: theirs[word] for word, level in own.items()} if is_told else {}


def _first_word(level: str) -> str:
    """In small letters, as folded; a number, and what begins with a sign, is one word."""
    word = _WORD.match(level)
    return folded(level if word is None or _NUMBER.fullmatch(level) else word[1])


def _recoded(
    name: str,
    given: Sequence[str],
    others: Sequence[str],
    answers_said: str,
    single: Collection[str] = (),
    other_name: str | None = None,
) -> Iterator[Problem]:
    """Codes from 0 beside codes from 1, or as many words of which some are another's.

    name, given: the column that a `map` can mend, with its values; others: of the other side.
    single: values that one row alone has, of either side. other_name: the other column, if it is
    one.
    """
    from audits.planning.shifted_codes import (  # a service that starts plans nothing
        is_whole,
        maps_of_two_codes,
        shifted_map,
        unstated_code,
    )

    own, theirs = {folded(level) for level in given}, {folded(level) for level in others}
    shift = shifted_map(given, others)
    unstated = unstated_code(own, theirs)
    if other_name is None and unstated and not unstated <= own:
        unstated = None  # classes of a model, none of which is missing
    if not shift and not unstated and (len(own) != len(theirs) or own == theirs):
        return
    if not shift and not unstated and len(own) > 2 and all(map(is_whole, set(given) ^ set(others))):
        return  # numbers of a row of totals, or a code of one side: told when the rows are read
    means = shift or {
        one: other
        for one, other in _by_first_word(given, others).items()
        if folded(one) not in theirs
    }
    meant = [f"{quoted(one)}: {quoted(other)}" for one, other in means.items()] or [
        f"{quoted(one)}: ..." for one in given if folded(one) not in theirs
    ]
    most = _MOST_SHIFTED if means else _MOST_MEANT
    more = ", ..." if len(meant) > most else ""
    same = next(quoted(one) for one in given if folded(one) in theirs)
    is_line = not means and (own ^ theirs) <= set(map(folded, single))
    line = (
        "delete the line of these words where it is no row, as captions below the names are, or "
        if is_line
        else ""
    )
    maps = (
        f"{{{', '.join(meant[:most])}{more}}}; or `map: {{{same}: {same}}}` where equal ones are "
        "the same"
    )
    if unstated is not None and all(map(is_whole, {*given, *others})):
        two, other_two = own - unstated, theirs - unstated
        maps = maps_of_two_codes(min(two - other_two), same, min(other_two - two))
        where = name if unstated <= own else other_name
        for code in unstated:
            line = (
                f"say `missing: [{quoted(code)}]` of {where!r} where that says that nothing is "
                "known; "
            )
    label_said = "" if answers_said.startswith("the model") else f"; labels are {listed(others)}"
    yield Problem(
        f"dataset.columns.{name}.map",
        f"{answers_said}{label_said or f'; labels are {listed(given)}'}: each side has values that "
        "the other lacks, as codes from 0 beside codes from 1 have",
        f"{line}say what they mean, with a `map` on {name!r}: {maps}",
        RECODED,
    )


def _single(dataset: DatasetProfile, columns: Sequence[str]) -> set[str]:
    """The values that one row alone has, of columns whose values are all known."""
    counts = dict(dataset.counts)
    return {
        value
        for profile in dataset.columns
        if profile.name in columns
        for value, rows in zip(profile.values, counts.get(profile.name, ()), strict=False)
        if rows == 1
    }


def _flag(
    name: str,
    spec: ColumnSpec,
    profile: ColumnProfile,
    others: Sequence[str],
    *,
    is_often_empty: bool = False,
) -> Problem | None:
    """A column of one value and missing cells, beside others that hold another value as well.

    `missing` says that nothing is known of such cells, `map` what they mean. is_often_empty: so
    that it is asked about whatever the others hold: with one class nothing could be unfavourable.
    """
    known = levels(spec, profile) or ()
    rest = [level for level in others if folded(level) not in map(folded, known)]
    stated = spec.map is not None or is_said_of_missing(spec, profile)
    if len(known) != 1 or not profile.missing or stated:
        return None
    is_shared = len(rest) < len(others)
    if not is_often_empty and not (is_shared and rest):
        return None
    where = f"where the other side holds {listed(rest)} as well" if rest else "and no other class"
    means = quoted(rest[0]) if is_shared and len(rest) == 1 else "..."
    return Problem(
        f"dataset.columns.{name}.map",
        f"{name} holds {quoted(known[0])} or nothing ({profile.missing:,} cells are missing), "
        f"{where}: that may be a flag written only where it is set, or nothing may be known of "
        "those rows",
        f"say what a missing cell of {name!r} means, `map: {{{quoted(MISSING_CELL)}: {means}}}`; "
        "or `missing: []` where nothing is known of those rows",
        FLAG,
    )
