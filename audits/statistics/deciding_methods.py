"""Which method decides a rule on an estimate of which, by name.

A measurement prints the interval that is best to look at; a rule on it is judged by the method
that DECIDES names, on the same evidence, so that FAIL and PASS err no more often than they say
(`audits.statistics.melded_limits` says why the printed ones do). A method that is not named there
decides for itself. Exact limits are those of Clopper & Pearson (1934), melded ones those of Fay,
Proschan & Brittain (2015); full sources stand where they are written.
"""

from collections.abc import Mapping
from types import MappingProxyType

from audits.statistics import (
    against_a_figure,
    bounded_gaps,
    common_odds,
    listed_names,
    means_against_controls,
    means_of_few,
    ranges_of_shares,
    signed_means,
    unlike_strata,
    unseen_names,
    unseen_people,
)
from audits.statistics import odds_ratios as odds
from audits.statistics.association import chi_square_share, explained_share, folded_correlation
from audits.statistics.deciding_extremes import highest, lowest, most_frequent, worst_cell
from audits.statistics.deciding_limits import (
    Decider,
    f1,
    larger_difference,
    precision,
    ratio,
    weighted_sum,
)
from audits.statistics.effective_shares import korn_graubard
from audits.statistics.permutation_limits import permuted

DECIDERS: Mapping[str, Decider] = MappingProxyType(
    {
        "clopper-pearson": weighted_sum(2, (1.0,)),
        "korn-graubard": Decider(korn_graubard),
        "melded-difference": weighted_sum(2, (1.0, -1.0)),
        "korn-graubard-difference": weighted_sum(3, (1.0, -1.0)),
        "melded-larger": larger_difference(2),
        "korn-graubard-larger": larger_difference(3),
        "melded-ratio": ratio(2),
        "korn-graubard-ratio": ratio(3),
        "melded-highest": highest(2),
        "korn-graubard-highest": highest(3),
        "clopper-pearson-f1": f1(2),
        "korn-graubard-f1": f1(3),
        "melded-sum": weighted_sum(2),
        "korn-graubard-sum": weighted_sum(3),
        "melded-precision": precision(2),
        "korn-graubard-precision": precision(3),
        "clopper-pearson-most": most_frequent(2),
        "korn-graubard-most": most_frequent(3),
        "clopper-pearson-lowest": lowest(),
        "clopper-pearson-worst-cell": worst_cell(),
        "conditional-exact": Decider(odds.exact, odds.exact_tail),
        "folded-correlation": Decider(permuted(folded_correlation, 2)),
        "permuted-v": Decider(permuted(chi_square_share, 4)),
        "permuted-r2": Decider(permuted(explained_share, 4)),
        "gaffke-mean": Decider(signed_means.mean_limits),
        "korn-graubard-people": Decider(unseen_people.share_with_one_more),
        "exchanged-listed": Decider(listed_names.exchanged),
        "gaffke-names": Decider(unseen_names.with_one_more),
        "gaffke-people": Decider(unseen_people.agreement_with_one_more),
        **ranges_of_shares.DECIDING,
        **signed_means.DECIDERS,
        **bounded_gaps.DECIDERS,
        **common_odds.DECIDERS,
        **unlike_strata.DECIDERS,
        **against_a_figure.DECIDERS,
        **means_against_controls.DECIDERS,
    }
)

DECIDES: Mapping[str, str] = MappingProxyType(
    {
        "wilson": "clopper-pearson",
        "linearised": "korn-graubard",
        "newcombe": "melded-difference",
        "linearised-difference": "korn-graubard-difference",
        "newcombe-larger": "melded-larger",
        "linearised-larger": "korn-graubard-larger",
        "koopman": "melded-ratio",
        "linearised-ratio": "korn-graubard-ratio",
        "koopman-highest": "melded-highest",
        "linearised-highest": "korn-graubard-highest",
        "wilson-f1": "clopper-pearson-f1",
        "linearised-f1": "korn-graubard-f1",
        "mover": "melded-sum",
        "linearised-mover": "korn-graubard-sum",
        "koopman-precision": "melded-precision",
        "linearised-precision": "korn-graubard-precision",
        "wilson-most": "clopper-pearson-most",
        "linearised-most": "korn-graubard-most",
        "exact-lowest": "clopper-pearson-lowest",
        "exact-worst-cell": "clopper-pearson-worst-cell",
        "wilson-lowest": "clopper-pearson-lowest",
        "wilson-worst-cell": "clopper-pearson-worst-cell",
        "mid-p": "conditional-exact",
        "partial-correlation": "folded-correlation",
        "noncentral-v": "permuted-v",
        "noncentral-r2": "permuted-r2",
        "bounded-student_t": "gaffke-mean",
        means_of_few.METHOD: "gaffke-mean",
        means_of_few.SIGNED: "gaffke-mean",
        listed_names.METHOD: "exchanged-listed",
        "student_t-names": "gaffke-names",
        "linearised-people": "korn-graubard-people",
        "crossed-z-people": "gaffke-people",
        "wilson-range": "clopper-pearson-range",
        "newcombe-range": "melded-range",
        **signed_means.DECIDES,
        **bounded_gaps.DECIDES,
        **common_odds.DECIDES,
        **unlike_strata.DECIDES,
        **against_a_figure.DECIDES,
        **means_against_controls.DECIDES,
    }
)
