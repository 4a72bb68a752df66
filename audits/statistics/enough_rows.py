"""What a mean of numbers without limits needs before anything is said of it.

It cannot be bounded by what was seen: 2 rows of 100 that err by fifty times as much as the others
are all that counts, and thirty rows most often have none of them. So each figure needs rows, and a
spread that does not rest on a few of them: squares of errors more than errors, since what is rare
counts for more in them. With weights the rows are what they are worth (Kish 1965, Survey Sampling).
The numbers are simulated (`benchmarks/simulate_scores.py`, `benchmarks/simulate_fresh_errors.py`).
"""

from dataclasses import dataclass

from audits.data.clusters import FEWEST_CLUSTERS, too_few_clusters
from audits.statistics.means import Mean
from audits.statistics.share_measurements import too_few


@dataclass(frozen=True, slots=True)
class Needs:
    """What a figure is not judged without.

    rows: in all, or what they are worth. in_spread: rows, each as far from the
    mean as the others, that would have the spread that was seen. in_squares: the same of the
    squares of what is averaged.
    """

    rows: int
    in_spread: float
    in_squares: float = 0.0


# Either sign: large errors cancel out in part. Of 500 rows, 7 in 1,000 samples have none of the
# errors that one row in a hundred makes; of 1,000 rows, 7 in 1,000 none that one in two hundred
# makes.
SIGNED = Needs(rows=1000, in_spread=20.0)
# With half a per cent fifteen times as large, of 1,000 rows 10 % are judged and .64 of those hold,
# of 2,000 rows 5 % and .82; those have a few very large squares.
ABSOLUTE = Needs(rows=2000, in_spread=20.0, in_squares=5.0)
# Of 1,000 rows 3 % are judged, and none of those hold; with half a per cent eight times as large 7
# % and .11, and at 2,000 rows, with 20 in the spread, 1 % and .12.
SQUARED = Needs(rows=2000, in_spread=25.0)
# With weights, rows in the spread by the kurtosis of the weights times that of the values: what a
# row with a large weight and a large value would do is seen in neither alone nor in the sample.
FEWEST_APART = 4.0
# Clusters of one size that say as much: with fewer, large errors of whole clusters are missing.
FEWEST_ALIKE_CLUSTERS = 20


def not_enough(mean: Mean, needs: Needs, smallest_group: int) -> str | None:
    """Why nothing can be said of a mean of numbers without limits, or None.

    smallest_group: fewest rows that are judged.
    """
    if mean.rows < smallest_group:
        return too_few(mean.rows, smallest_group)
    if mean.clusters is not None and mean.clusters < FEWEST_CLUSTERS:
        return too_few_clusters(mean.clusters)
    if mean.error <= 0:
        return "no variation"
    if mean.alike < FEWEST_ALIKE_CLUSTERS * (1 - 1e-9):
        return (
            f"its clusters say as much as {mean.alike:.1f} of one size where "
            f"{FEWEST_ALIKE_CLUSTERS} are needed for a number without limits"
        )
    if mean.effective < needs.rows * (1 - 1e-9):
        kind = "rows" if mean.effective > mean.rows * (1 - 1e-9) else "effective rows"
        return (
            f"{mean.effective:,.0f} {kind} where {needs.rows:,} are needed: with fewer, large "
            "errors that one row in two hundred makes may be missing by chance"
        )
    if mean.in_spread < needs.in_spread:
        return _rests_on("its spread rests", mean.in_spread, needs.in_spread)
    if mean.in_squares < needs.in_squares:
        return _rests_on("the spread of its squares rests", mean.in_squares, needs.in_squares)
    if mean.apart < FEWEST_APART:
        return (
            f"with a large weight on a large error its spread would rest on {mean.apart:.1f} "
            f"rows where {FEWEST_APART:.0f} are needed; trim the weights, or more rows would "
            "tell"
        )
    return None


def _rests_on(what: str, rows: float, fewest: float) -> str:
    # Of R² it may be the labels: the reason is true of either.
    return (
        f"{what} on {rows:.1f} rows where {fewest:.0f} are needed: a few rows lie far beyond the "
        "others, by their error or their label, and how many more there are cannot be told; more "
        "rows would tell, or the logarithm of label and prediction"
    )
