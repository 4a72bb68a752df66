"""People, households or customers that stand in several rows, and nobody said that they do."""

from collections.abc import Iterator, Mapping, Sequence

from audits.planning.guess_vocabulary import Guess
from audits.planning.role_guesses import guess_roles
from audits.planning.row_filters import Rows
from audits.specification.document import AuditDocument, ColumnSpec
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.repeated_ids import each_counts_again, repeats_by_design
from audits.specification.roles import Kind, Role
from audits.specification.row_numbers import is_unique
from audits.specification.suggestions import listed
from audits.specification.yaml_spelling import in_yaml

_ANSWERS = (Role.PREDICTION, Role.SCORE, Role.CLASS_PROBABILITY)
# Of several systems nearly each item has a row of every one.
_SHARE_CROSSED, _MOST_SYSTEMS, _FEWEST_ITEMS = 0.8, 50, 20
_BELONGING = frozenset({Role.CLUSTER, Role.COUNT})


def told_of_repeated(
    document: AuditDocument, dataset: DatasetProfile, filters: Sequence[Rows] = ()
) -> Iterator[str]:
    """A sentence for the first such column; none where the document names clusters or counts.

    By its name, or by what rows of one value share.

    filters: which rows are measured. One value of several that each have every row once leaves each
    one once; of other choices nobody knows before the rows are read.

    Nor of lists, which are what varies there, and of rows that are the objects of one picture or
    text: its `id` repeats by design, and intervals count pictures. What has fewer values than that
    is of several pictures, and told.
    """
    declared = document.dataset.columns
    roles = {spec.role: name for name, spec in declared.items()}
    profiles = {column.name: column for column in dataset.columns}
    repeated = _repeated_id(declared, dataset, filters)
    if (_BELONGING | {Role.QUERY}) & roles.keys():
        if repeated is not None and Role.CLUSTER in roles:
            yield _said_beside_clusters(repeated, roles[Role.CLUSTER], dataset, filters)
        return
    pictures = profiles.get(roles.get(Role.ID, "")) if Role.OBJECTS in roles else None
    guesses = guess_roles(dataset)
    for name, guess in guesses.items():
        spec = declared.get(name)
        is_free = spec is None or spec.role in (Role.ID, Role.FEATURE)
        inside = pictures is not None and profiles[name].distinct >= pictures.distinct
        # Of items that several people judged, or several systems answered, the id repeats, and
        # intervals count items.
        is_of_several = bool({Role.ANNOTATOR, Role.SYSTEM} & roles.keys())
        is_judged = is_of_several and spec is not None and spec.role is Role.ID
        if guess.role is Role.CLUSTER and is_free and not inside and not is_judged:
            if _stands_once(profiles[name], dataset, filters):
                return
            yield _said(
                profiles[name], dataset, filters, spec, _of_several(name, document, dataset)
            )
            return
    if repeated is not None:
        several = _of_several(repeated.name, document, dataset)
        yield _said(repeated, dataset, filters, declared[repeated.name], several)
    else:
        yield from _told_by_number(document, dataset, filters, guesses)


def _repeated_id(
    declared: Mapping[str, ColumnSpec], dataset: DatasetProfile, filters: Sequence[Rows]
) -> ColumnProfile | None:
    """The first column that is declared to name each row, where some rows have the same name.

    None of what repeats by design: items of several lists, people or systems, pictures' objects,
    and rows that are counts. Of more values than an inspection counts, the run tells.
    """
    if repeats_by_design([spec.role for spec in declared.values()]):
        return None
    for column in dataset.columns:
        is_named = column.name in declared and declared[column.name].role is Role.ID
        if is_named and not is_unique(column, dataset.rows):
            return None if _stands_once(column, dataset, filters) else column
    return None


def _told_by_number(
    document: AuditDocument,
    dataset: DatasetProfile,
    filters: Sequence[Rows],
    guesses: Mapping[str, Guess],
) -> Iterator[str]:
    """The sentence for a column of numbers that knows who is compared, whatever its name is.

    None where it was given a role that says what it is, or its name does (weights of a survey know
    who is compared, too), and of objects and judgements, which repeat what they are about.
    """
    declared = document.dataset.columns
    given = {spec.role for spec in declared.values()}
    compared = {name for name, spec in declared.items() if spec.role is Role.PROTECTED}
    if not compared or given & {Role.OBJECTS, Role.ANNOTATOR, Role.SYSTEM}:
        return
    profiles = {column.name: column for column in dataset.columns}
    for one in dataset.repeated:
        name = one.by[0]
        spec = declared.get(name)
        is_free = (spec is None or spec.role is Role.ID) and (
            name not in guesses or guesses[name].role is Role.ID
        )
        if len(one.by) == 1 and is_free and compared <= set(one.same):
            if not _stands_once(profiles[name], dataset, filters):
                several = _of_several(name, document, dataset)
                yield _said(profiles[name], dataset, filters, spec, several)
            return


def _said(
    column: ColumnProfile,
    dataset: DatasetProfile,
    filters: Sequence[Rows],
    spec: ColumnSpec | None,
    several: str,
) -> str:
    again = (
        ". Where rows of one are an item that was asked again, as a batch's retries are, it counts "
        f"as often as it was asked: keep one of each, in pandas `frame.drop_duplicates("
        f"{column.name!r}, keep='last')`"
        if spec is not None and spec.role is Role.ID
        else ""
    )
    return (
        f"{column.name} repeats: {column.distinct:,} different values in {dataset.rows:,} "
        f"rows{_of_the_file(filters)}, intervals that take rows as independent are too short: name "
        f"it (role cluster; `--cluster {column.name}` beside a table, `cluster={column.name!r}` in "
        f"Python), and they count those{again}{several}"
    )


def _said_beside_clusters(
    column: ColumnProfile, cluster: str, dataset: DatasetProfile, filters: Sequence[Rows]
) -> str:
    of_file = " of the file, of which some are measured" if filters else ""
    return (
        f"{column.name} repeats: {column.distinct:,} different values in {dataset.rows:,} "
        f"rows{of_file}. {each_counts_again(column.name)}; intervals count {cluster} alone"
    )


def _of_several(name: str, document: AuditDocument, dataset: DatasetProfile) -> str:
    """How the sentence goes on where a column may say which of several systems a row is of.

    By its size: as many rows as its values beside the items would be, or nearly so.
    """
    items = next(column.distinct for column in dataset.columns if column.name == name)
    declared = document.dataset.columns
    for one in dataset.columns:
        own = declared.get(one.name, ColumnSpec())
        is_free = one.name != name and one.kind is Kind.CATEGORY and one.role is Role.FEATURE
        if own.role not in (None, Role.FEATURE) or not (is_free and one.distinct > 1):
            continue
        cells = one.distinct * items
        fits = _SHARE_CROSSED * cells <= dataset.rows <= cells
        if fits and one.distinct <= _MOST_SYSTEMS and items >= _FEWEST_ITEMS:
            value = next(iter(one.values), "VALUE")
            return (
                f". Where rows of one are answers of several systems, as {one.name} may say, they "
                f"are mixed in every number: choose one, "
                f"`rows: {{{in_yaml(one.name)}: {in_yaml(value)}}}`, or give it the role `system`"
            )
    return ""


def _stands_once(column: ColumnProfile, dataset: DatasetProfile, filters: Sequence[Rows]) -> bool:
    """Whether the choice of rows is known to leave each value of the column once at most."""
    counts = dict(dataset.counts)
    values = {one.name: one.values for one in dataset.columns}
    for one in filters:
        rows = dict(zip(values[one.column], counts.get(one.column, ()), strict=False))
        left = one.values or tuple(rows.keys() - set(one.left_out or rows))
        is_same = any(
            pooled.column == one.column and column.name in pooled.same for pooled in dataset.pooled
        )
        if is_same and len(left) == 1 and rows.get(left[0]) == column.distinct:
            return True
    return False


def _of_the_file(filters: Sequence[Rows]) -> str:
    """How the sentence goes on: which rows may be of one."""
    if not filters:
        return ". Where rows of one belong together"
    return " of the file, of which some are measured. Where several of those are of one"


def told_of_copies(
    columns: Mapping[str, ColumnSpec], dataset: DatasetProfile, filters: Sequence[Rows] = ()
) -> Iterator[str]:
    """A sentence where rows repeat each other in whatever is compared, and no column says who.

    None where rows are chosen: the others may be the copies.

    columns: as resolved. None without a label: an answer that follows from what is known of people
    repeats with it. So it tells nobody apart: who is alike in all that a model reads has one score.
    """
    roles = {name: spec.role for name, spec in columns.items()}
    given = set(roles.values())
    # Of items that several people judged, who each row is about is known.
    is_known = _BELONGING & given or given >= {Role.ANNOTATOR, Role.ID}
    if filters or is_known or Role.LABEL not in given:
        return
    compared = {name for name, role in roles.items() if role in (Role.LABEL, Role.PROTECTED)}
    for one in dataset.repeated:
        by_answers = any(roles.get(name) in _ANSWERS for name in one.by)
        if len(one.by) > 1 and compared <= {*one.by, *one.same} and not by_answers:
            also = listed([name for name in one.same if name in roles] or one.same)
            yield (
                f"rows repeat each other: {dataset.rows:,} rows have {one.different:,} different "
                f"combinations of {' and '.join(one.by)}, and those of one agree in {also} too, as "
                "copies do and joins with a row for each visit or item. Where they are about the "
                "same people, intervals that take rows as independent are too short: keep one row "
                "for each, or name the column that says who each row is about (role cluster)"
            )
            return
