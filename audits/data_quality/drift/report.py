"""What is shown of drift: which columns moved, what goes with it, and when a stream first did."""

from collections.abc import Iterator, Sequence

from audits.data_quality.drift.columns import Moved
from audits.data_quality.drift.explained import Explained
from audits.data_quality.drift.joint import ToldApart
from audits.data_quality.drift.pairs import ANSWERS
from audits.data_quality.drift.stream import Watched
from audits.measurement import Exhibit

MOST_NAMED, MOST_LINES, MOST_POINTS = 5, 5, 200


def sentence(
    columns: Sequence[Moved], joint: tuple[ToldApart, float] | None, level: float
) -> Exhibit:
    """Which columns moved, or that none is shown to have.

    joint: the test of all columns together with its adjusted p-value. level: largest adjusted
    p-value that is taken for drift.
    """
    shifted = sorted(
        (each for each in columns if each.adjusted <= level), key=lambda each: -each.distance
    )
    together = ""
    if joint is not None:
        test, p_value = joint
        together = (
            f" All columns together: a classifier tells the two apart with an AUC of "
            f"{test.areas.roc:.3f} (adjusted p {p_value:.2g}, n {test.now:,} and {test.before:,})."
        )
    if shifted:
        named = "; ".join(_of_column(each) for each in shifted[:MOST_NAMED])
        more = len(shifted) - MOST_NAMED
        words = f"{named}{f'; and {more} more' if more > 0 else ''}.{together}"
        names = ", ".join(each.name for each in shifted[:MOST_NAMED])
        return Exhibit("statement", f"Of another kind than before: {names}.",
                       {"tone": "flag", "words": words})  # fmt: skip
    if joint is not None and joint[1] <= level:
        return Exhibit(
            "statement", "Together the columns are of another kind than before.",
            {"tone": "flag", "words": f"No column alone is shown to have moved.{together}"},
        )  # fmt: skip
    return Exhibit(
        "statement", "No column is shown to have moved.",
        {"tone": "clear", "words": f"{len(columns)} looked at, corrected by Holm.{together} What "
         "is not shown may be there: the limits of each difference say how much."},
    )  # fmt: skip


def _of_column(each: Moved) -> str:
    what = {"label": "the label ", "prediction": "the answer ", "score": "the score "}
    return (
        f"{what.get(str(each.role), '')}{each.name}: {each.before:.1%} of rows {each.where} "
        f"before, {each.now:.1%} now (adjusted p {each.adjusted:.2g})"
    )


def table(columns: Sequence[Moved], rows: tuple[int, int]) -> Exhibit:
    """Every column, the farthest first. rows: of before and of now."""
    ordered = sorted(columns, key=lambda each: (each.adjusted, -each.distance))
    return Exhibit(
        "sentences",
        "How far each column moved",
        {
            "head": [
                "Column", "Is", "Largest difference", "Where", "Before", "Now", "p", "Adjusted p",
            ],
            "rows": [
                [
                    each.name,
                    str(each.role) if each.role in ANSWERS else "input",
                    each.distance, each.where, f"{each.before:.1%}", f"{each.now:.1%}",
                    f"{each.p_value:.2g}", f"{each.adjusted:.2g}",
                ]
                for each in ordered
            ],
            "numeric": [2, 4, 5, 6, 7],
            "caption": f"{rows[0]:,} rows before, {rows[1]:,} now. Of a number the share of rows "
            "at or below a value, of anything else the share of one value. p: Kolmogorov-Smirnov "
            "and Pearson's chi-square, adjusted by Holm over all columns and the joint test.",
        },
    )  # fmt: skip


def parts(explanations: Sequence[Explained]) -> Iterator[Exhibit]:
    """Which shift goes with which changed number; nothing where no number changed."""
    if not explanations:
        return
    ordered = sorted(explanations, key=lambda each: (each.number, -abs(each.share.value)))
    yield Exhibit(
        "sentences",
        "Numbers that changed, and the shifts that go with it",
        {
            "head": ["Number", "Before", "Now", "Change", "Interval", "Column that shifted",
                     "Consistent with it", "Interval", "n before", "n now"],
            "rows": [
                [
                    each.number, each.before, each.now, each.change.value,
                    _around(each.change.value, each.change.half), each.column, each.share.value,
                    _around(each.share.value, each.share.half), *each.share.rows,
                ]
                for each in ordered
            ],
            "numeric": [1, 2, 3, 6, 8, 9],
            "caption": "The part of a change that comes when the earlier rows are weighed so that "
            "the one column is spread as it is now; what remains has another reason. Columns that "
            "moved together share their part. The intervals hold for all rows of the table at "
            "once.",
        },
    )  # fmt: skip


def _around(value: float, half: float) -> str:
    return f"{value - half:.3g} to {value + half:.3g}"


def along(columns: Sequence[Watched], names: Sequence[str], confidence: float) -> Iterator[Exhibit]:
    """When each column of a stream was first beyond chance, and how the farthest went."""
    alarmed = sorted((each for each in columns if each.alarm >= 0), key=lambda each: each.alarm)
    level = f"{1 - confidence:.2g}"
    if alarmed:
        named = "; ".join(
            f"{each.name} since {names[each.alarm]}"
            f"{' (that period alone)' if each.is_sudden else ''}"
            for each in alarmed[:MOST_NAMED]
        )
        more = len(alarmed) - MOST_NAMED
        tone, head = "flag", f"The stream left its reference: {alarmed[0].name}."
        words = f"{named}{f'; and {more} more' if more > 0 else ''}."
    else:
        tone, head = "clear", "No column of the stream is shown to have left its reference."
        words = f"{len(columns)} columns watched over {len(names):,} periods."
    words = (
        f"{words} Over the whole stream, however long it is watched, false alarms have a chance of "
        f"at most {level}."
    )
    yield Exhibit("statement", head, {"tone": tone, "words": words})
    farthest = [*alarmed, *sorted(
        (each for each in columns if each.alarm < 0), key=lambda each: -float(each.distance[-1])
    )][:MOST_LINES]  # fmt: skip
    step = max(1, -(-len(names) // MOST_POINTS))
    yield Exhibit(
        "curve",
        "How far the stream so far lies from its reference",
        {
            "series": [
                {"name": each.name,
                 "points": [[float(index + 1), float(each.distance[index])]
                            for index in range(0, len(names), step)]}
                for each in farthest
            ],
            "x": {"title": f"periods since {names[0]}", "scale": "number"},
            "y": {"title": "largest difference of shares", "scale": "share"},
            "guides": [
                {"at": float(each.alarm + 1), "label": each.name, "vertical": True}
                for each in farthest if each.alarm >= 0
            ],
        },
    )  # fmt: skip
