from dataclasses import replace
from datetime import date
from math import sqrt
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from audits.judging.policy import Verdict, gate, judge
from audits.measurement import Estimate, Interval, Undetermined, measurement_to_json
from audits.planning.steps import Step
from audits.specification.parsing import parse_policy
from audits.statistics.intervals import limits

GAP = "demographic_parity_difference"


def gap(group, x1, n1, x2, n2, confidence=0.95):
    """A gap of two selection rates with Newcombe's interval."""
    evidence = (x1, n1, x2, n2)
    interval = limits("newcombe", evidence, confidence)
    return Estimate(
        GAP, group, x1 / n1 - x2 / n2, interval, confidence, (n1, n2), "newcombe", evidence
    )


def share(metric, group, x, n):
    return Estimate(metric, group, x / n, limits("wilson", (x, n), 0.95), 0.95, n, "wilson", (x, n))


def ran(probe, measurements, index=0):
    key = {"probe": probe, "step": index, "probe_version": 1}
    return {
        "step": index, "probe": probe, "status": "ran", "reason": None, "remedy": None,
        "measurements": [key | measurement_to_json(found) for found in measurements],
    }  # fmt: skip


NOTHING_ACCEPTED: dict[str, object] = {"accepted": None, "accepted_failures": {}, "heads": {}}


def planned(policy, steps, named=()):
    made = tuple(
        Step(step["step"], step["probe"], 1, {"smallest_group": 30}, step["probe"] in named)
        for step in steps
    )
    parsed = parse_policy(policy) if policy is not None else None
    return SimpleNamespace(policy=parsed, steps=made, left_out=(), **NOTHING_ACCEPTED)


def judged(rules, measurements, *, named=(), context=None, today=None, **policy):
    steps = [ran("fairness.selection_rate", measurements)]
    plan = planned({"rules": rules, **policy}, steps, named)
    return judge(plan, steps, context=context, today=today)


def only(rules, measurements, **more):
    (finding,) = judged(rules, measurements, **more).findings
    return finding


F = (("sex", "f"),)
WITHIN = {"metric": GAP, "attribute": "sex", "within": 0.05}


@pytest.mark.parametrize(
    ("measurement", "verdict"),
    [
        (gap(F, 5000, 10000, 5050, 10000), Verdict.PASS),  # [-.019, .009] inside
        (gap(F, 300, 1000, 500, 1000), Verdict.FAIL),  # [-.24, -.16] outside
        (gap(F, 50, 100, 55, 100), Verdict.INCONCLUSIVE),  # [-.19, .09] astride
        (Undetermined(GAP, F, "8 rows where 30 are needed", (8, 100)), Verdict.INCONCLUSIVE),
    ],
)
def test_the_whole_interval_is_held_against_the_bounds(measurement, verdict):
    assert only([WITHIN], [measurement]).verdict is verdict


def test_a_rule_on_a_rare_rate_is_decided_exactly():
    """2 of 100 against .005: Wilson's tail is .0167, the binomial law's .0898; 9 of 100 fail."""
    rule = {"metric": "false_positive_rate", "at_most": 0.005}
    finding = only([rule], [share("false_positive_rate", (), 2, 100)])
    assert finding.p_value == pytest.approx(stats.binom.sf(1, 100, 0.005))
    assert finding.verdict is Verdict.INCONCLUSIVE
    assert finding.method == "clopper-pearson"
    theirs = stats.binomtest(2, 100).proportion_ci(0.95, "exact")
    assert (finding.interval.lower, finding.interval.upper) == pytest.approx(
        (theirs.low, theirs.high)
    )
    assert only([rule], [share("false_positive_rate", (), 9, 100)]).verdict is Verdict.FAIL


@pytest.mark.parametrize(("bound", "groups"), [(0.01, 10), (0.001, 10), (0.001, 20), (0.999, 20)])
def test_groups_of_a_hundred_at_a_rare_bound_hardly_ever_fail(bound, groups):
    """Exactly, from the binomial law: where Wilson's tail decided, up to 63 % of audits failed."""
    rule = {"metric": "false_positive_rate", "attribute": "sex", "at_most": bound}
    quiet = [share("false_positive_rate", (("sex", f"g{i}"),), 0, 100) for i in range(1, groups)]
    for count in range(101):  # more events, lower p: the first that fails tells which do
        first = share("false_positive_rate", (("sex", "g0"),), count, 100)
        if judged([rule], [first, *quiet]).findings[0].verdict is Verdict.FAIL:
            wrong = stats.binom.sf(count - 1, 100, bound)
            break
    else:
        wrong = 0.0
    assert 1 - (1 - wrong) ** groups <= 0.035


def test_what_breaks_in_judging_one_finding_leaves_the_rest():
    """A measurement of a method that this engine does not have, as from a later release."""
    strange = replace(share("selection_rate", F, 30, 100), method="of tomorrow")
    other = share("selection_rate", (("sex", "m"),), 30, 100)
    rule = {"metric": "selection_rate", "attribute": "sex", "at_least": 0.5}
    judgement = judged([rule], [strange, other])
    first, second = judgement.findings
    assert first.verdict is Verdict.ERROR
    assert "of tomorrow" in first.reason
    assert second.verdict is Verdict.FAIL
    # Corrected as for two: 2 P(X <= 30) of 100 at one half.
    assert second.adjusted_p_value == pytest.approx(2 * stats.binom.cdf(30, 100, 0.5), rel=1e-6)
    assert judgement.gate is Verdict.FAIL


def test_the_p_value_inverts_the_printed_interval():
    """At the bound's own level the interval's end touches it; by hand for a Wald-like case."""
    found = Estimate(
        "mean_error", (), 0.3, limits("normal", (0.3, 0.1), 0.95), 0.95, 50, "normal", (0.3, 0.1)
    )
    finding = only([{"metric": "mean_error", "at_most": 0.1, "one_sided": True}], [found])
    # z = (.3 - .1) / .1 = 2; the upper tail of the normal law beyond 2 is .02275
    assert finding.p_value == pytest.approx(0.0227501, abs=1e-5)
    assert finding.verdict is Verdict.FAIL


def test_holm_corrects_over_all_rules_and_groups():
    """p .02275 alone fails; among ten comparisons it does not."""

    def mean(group, value):
        return Estimate(
            "mean_error", group, value, limits("normal", (value, 0.1), 0.95), 0.95, 50, "normal",
            (value, 0.1),
        )  # fmt: skip

    rule = {"metric": "mean_error", "attribute": "sex", "at_most": 0.1, "one_sided": True}
    many = [mean((("sex", "a"),), 0.3)]
    many += [mean((("sex", f"b{i}"),), 0.1) for i in range(9)]
    first = judged([rule], many).findings[0]
    assert first.adjusted_p_value == pytest.approx(10 * 0.0227501, abs=1e-4)
    assert first.verdict is Verdict.INCONCLUSIVE
    assert first.interval_adjusted.lower < 0.3 - 1.96 * 0.1


def test_a_pass_needs_no_correction():
    many = [gap((("sex", f"g{i}"),), 5000, 10000, 5000, 10000) for i in range(10)]
    assert {f.verdict for f in judged([WITHIN], many).findings} == {Verdict.PASS}


def test_strict_bounds_are_strict():
    exactly = Estimate("gain", (), 0.1, Interval(0.0, 0.2), 0.95, 100, "normal", (0.1, 0.051))
    from audits.judging.equivalence import whole_inside

    (at_least,) = parse_policy({"rules": [{"metric": "gain", "at_least": 0.0}]}).rules
    (above,) = parse_policy({"rules": [{"metric": "gain", "above": 0.0}]}).rules
    assert whole_inside(at_least, exactly.interval)
    assert not whole_inside(above, exactly.interval)


def test_a_zero_width_interval_is_never_judged():
    point = replace(gap(F, 50, 100, 50, 100), interval=Interval(0.0, 0.0))
    finding = only([WITHIN], [point])
    assert finding.verdict is Verdict.INCONCLUSIVE
    assert "zero width" in finding.reason


def test_n_needed_says_where_the_effect_would_be_decided():
    """By hand: 768 rows by the normal law, and 808 with the continuity of an exact test.

    Casagrande, Pike & Smith 1978, Biometrics 34:483: n/4 (1 + sqrt(1 + 4 / (n gap)))^2.
    """
    finding = only([WITHIN], [gap(F, 50, 100, 50, 100)])
    normal = 2 * 0.25 * (1.959964 / 0.05) ** 2
    by_hand = normal / 4 * (1 + sqrt(1 + 4 / (normal * 0.05))) ** 2
    assert finding.needed_sample_size == pytest.approx(by_hand, rel=0.01)
    assert finding.verdict is Verdict.INCONCLUSIVE


def test_of_people_who_answer_no_number_of_answers_is_named():
    plain = gap(F, 50, 100, 50, 100)
    assert only([WITHIN], [plain]).needed_sample_size is not None
    people = replace(plain, method=f"{plain.method} (14 people)")
    finding = only([WITHIN], [people])
    assert finding.verdict is Verdict.INCONCLUSIVE
    assert finding.needed_sample_size is None


def test_an_effect_on_the_bound_is_never_decided():
    finding = only([{**WITHIN, "within": 0.1}], [gap(F, 60, 100, 50, 100)])
    assert finding.verdict is Verdict.INCONCLUSIVE
    assert finding.needed_sample_size is None


def test_a_small_group_needs_the_smallest_group():
    small = Undetermined(GAP, F, "8 rows where 30 are needed", (8, 100))
    assert only([WITHIN], [small]).needed_sample_size == 30
    # What few rows have not to do with, more of them do not mend.
    unsaid = Undetermined(GAP, F, "error bar of unknown kind", (5, 5))
    assert only([WITHIN], [unsaid]).needed_sample_size is None


def test_a_rule_that_nothing_measured_is_not_run_never_absent():
    finding = only([{"metric": "roc_auc", "at_least": 0.7}], [gap(F, 50, 100, 50, 100)])
    assert finding.verdict is Verdict.NOT_RUN
    assert finding.measurement is None
    assert "fairness.ranking" in finding.remedy


def test_a_broken_probe_is_an_error_and_the_others_numbers_stand():
    broken = {
        "step": 1, "probe": "fairness.ranking", "status": "error", "reason": "it broke",
        "remedy": None, "measurements": [],
    }  # fmt: skip
    steps = [ran("fairness.selection_rate", [gap(F, 5000, 10000, 5000, 10000)]), broken]
    rules = [WITHIN, {"metric": "roc_auc", "at_least": 0.7}]
    found = judge(planned({"rules": rules}, steps), steps)
    assert [f.verdict for f in found.findings] == [Verdict.PASS, Verdict.ERROR]
    assert found.gate is Verdict.ERROR
    assert found.blocking
    without = judge(planned({"rules": [WITHIN]}, steps), steps)
    assert without.gate is Verdict.ERROR


def test_a_named_probe_that_did_not_run_holds_the_gate():
    idle = {
        "step": 1, "probe": "fairness.ranking", "status": "not_run", "reason": "no score",
        "remedy": "give one", "measurements": [],
    }  # fmt: skip
    steps = [ran("fairness.selection_rate", [gap(F, 5000, 10000, 5000, 10000)]), idle]
    named = judge(planned({"rules": [WITHIN]}, steps, named={"fairness.ranking"}), steps)
    assert (named.gate, named.blocking) == (Verdict.NOT_RUN, True)
    offered = judge(planned({"rules": [WITHIN]}, steps), steps)
    assert (offered.gate, offered.blocking) == (Verdict.PASS, False)
    forgiven = judge(
        planned({"rules": [WITHIN], "on_not_run": "pass"}, steps, named={"fairness.ranking"}),
        steps,
    )
    assert (forgiven.gate, forgiven.blocking) == (Verdict.NOT_RUN, False)


@pytest.mark.parametrize("policy", [None, {"rules": []}])
def test_no_policy_is_inconclusive(policy):
    steps = [ran("fairness.selection_rate", [gap(F, 5000, 10000, 5000, 10000)])]
    found = judge(planned(policy, steps), steps)
    assert (found.gate, found.blocking, found.reason) == (Verdict.INCONCLUSIVE, True, "no policy")


def test_inconclusive_may_be_let_pass():
    found = judged([WITHIN], [gap(F, 50, 100, 55, 100)], on_inconclusive="pass")
    assert (found.gate, found.blocking) == (Verdict.INCONCLUSIVE, False)


def test_an_undecided_rule_still_blocks_behind_a_forgiven_unmeasured_one():
    rules = [WITHIN, {"metric": "roc_auc", "at_least": 0.7}]
    found = judged(rules, [gap(F, 50, 100, 55, 100)], on_not_run="pass")
    assert (found.gate, found.blocking) == (Verdict.NOT_RUN, True)


ORDER = [Verdict.FAIL, Verdict.ERROR, Verdict.NOT_RUN, Verdict.INCONCLUSIVE, Verdict.PASS]


@given(st.lists(st.sampled_from(ORDER), min_size=1))
def test_the_gate_is_the_worst_verdict(verdicts):
    blank = only([WITHIN], [gap(F, 50, 100, 50, 100)])
    found = gate([replace(blank, verdict=verdict) for verdict in verdicts])
    assert found is min(verdicts, key=ORDER.index)


def test_scopes_choose_overall_single_groups_and_intersections():
    single = gap(F, 50, 100, 50, 100)
    cross = gap((("sex", "f"), ("race", "b")), 50, 100, 50, 100)
    overall = share("accuracy", (), 80, 100)
    by_sex = judged([WITHIN], [single, cross, overall]).findings
    assert [f.group for f in by_sex] == [single.group]
    both = judged([{**WITHIN, "attribute": ["race", "sex"]}], [single, cross]).findings
    assert [f.group for f in both] == [cross.group]
    (everyone,) = judged([{"metric": "accuracy", "at_least": 0.5}], [overall]).findings
    assert everyone.verdict is Verdict.PASS
    exact = {"metric": GAP, "group": {"race": "b", "sex": "f"}, "within": 0.5}
    assert [f.group for f in judged([exact], [single, cross]).findings] == [cross.group]


def test_the_unknown_group_stands_in_no_rule():
    unknown = gap((("sex", None),), 0, 100, 50, 100)
    finding = only([WITHIN], [unknown])
    assert finding.verdict is Verdict.NOT_RUN


def test_exclusions_leave_groups_out_and_say_so():
    a, b = gap(F, 50, 100, 50, 100), gap((("sex", "x"),), 50, 100, 50, 100)
    found = judged([{**WITHIN, "except": ["x"]}], [a, b])
    assert [f.group for f in found.findings] == [F]
    assert [(out.group, out.reason) for out in found.left_out] == [
        ((("sex", "x"),), "named in `except`")
    ]
    context = {"size": 10000, "groups": [[{"sex": "f"}, 9900], [{"sex": "x"}, 100]]}
    small = judged([{**WITHIN, "smallest_share": 0.02}], [a, b], context=context)
    assert [f.group for f in small.findings] == [F]
    assert "100 of 10,000" in small.left_out[0].reason


def test_a_waiver_keeps_the_finding_and_frees_the_gate_until_it_ends():
    failing = gap(F, 300, 1000, 500, 1000)
    finding = only([WITHIN], [failing])
    waivers = [{"finding": finding.id, "until": "2026-12-31", "reason": "replaced in January"}]
    before = judged([WITHIN], [failing], waivers=waivers, today=date(2026, 12, 31))
    assert before.findings[0].verdict is Verdict.FAIL
    assert "replaced in January" in before.findings[0].waived
    assert (before.gate, before.blocking) == (Verdict.PASS, False)
    after = judged([WITHIN], [failing], waivers=waivers, today=date(2027, 1, 1))
    assert (after.gate, after.blocking) == (Verdict.FAIL, True)


def test_a_finding_keeps_its_id_when_numbers_change_and_changes_it_with_the_rule():
    one = only([WITHIN], [gap(F, 300, 1000, 500, 1000)])
    other = only([WITHIN], [gap(F, 30, 100, 50, 100)])
    stricter = only([{**WITHIN, "within": 0.04}], [gap(F, 300, 1000, 500, 1000)])
    assert one.id == other.id != stricter.id


def test_the_reversed_gap_does_not_pass_a_rule_on_the_impact_ratio():
    """Signed one-sided bounds are refused when planned; the two-sided one sees both sides."""
    women_ahead = gap(F, 600, 1000, 500, 1000)
    assert only([WITHIN], [women_ahead]).verdict is Verdict.FAIL


N, WIDE = 40, {**WITHIN, "within": 0.3}


@pytest.fixture(scope="module")
def outcomes():
    """Of every table of two groups of 40 people: the p at the bound .3, and whether it passes.

    Shape (41, 41): how many of the group, how many of the reference.
    """
    p_value, passes = np.ones((N + 1, N + 1)), np.zeros((N + 1, N + 1), dtype=bool)
    for own, other in np.ndindex(p_value.shape):
        finding = only([WIDE], [gap(F, own, N, other, N)])
        p_value[own, other] = finding.p_value
        passes[own, other] = finding.verdict is Verdict.PASS
        # Of one finding nothing is to be corrected.
        assert (finding.verdict is Verdict.FAIL) == (finding.p_value <= 0.025)
    return p_value, passes


def chances(outcomes, groups, own, other):
    """Exact chances that an audit of so many groups fails, and passes, all beside one reference.

    own, other: the true rates. Holm fails a group where the smallest p times `groups` is .025.
    """
    p_value, passes = outcomes
    of_own, of_other = (stats.binom.pmf(np.arange(N + 1), N, rate) for rate in (own, other))
    fails = of_own @ (p_value * groups <= 0.025)
    return 1 - of_other @ (1 - fails) ** groups, of_other @ (of_own @ passes) ** groups


@pytest.mark.parametrize(
    ("own", "other"), [(0.8, 0.5), (0.5, 0.2), (0.95, 0.65), (0.35, 0.05), (0.4, 0.7), (0.02, 0.32)]
)
@pytest.mark.parametrize("groups", [1, 2, 5, 10])
def test_with_the_truth_at_the_bound_verdicts_err_rarely(outcomes, groups, own, other):
    """Every table there is, weighted by its chance: no simulation, so no error of one."""
    failed, passed = chances(outcomes, groups, own, other)
    assert failed <= 0.035
    assert passed <= 0.05
    if groups == 1:  # and neither is 0 only because nothing is ever decided
        assert failed > 0.004
        assert passed > 0.001


def test_ten_groups_are_corrected_as_the_chances_say(outcomes):
    """The judge's own Holm over ten groups fails where the smallest p times ten does."""
    p_value, _ = outcomes
    rng = np.random.default_rng(2)
    failed = []
    for _ in range(60):
        own, other = rng.binomial(N, 0.85, 10), int(rng.binomial(N, 0.4))
        found = [gap((("sex", f"g{i}"),), int(x), N, other, N) for i, x in enumerate(own)]
        verdicts = {f.verdict for f in judged([WIDE], found).findings}
        failed.append(Verdict.FAIL in verdicts)
        assert failed[-1] == (10 * p_value[own, other].min() <= 0.025)
    assert 5 < sum(failed) < 55


def test_a_large_gap_is_found_and_none_passes(outcomes):
    failed, _ = chances(outcomes, 1, 0.9, 0.2)
    assert failed >= 0.8
    # By hand: half a width of 1.96 sqrt(.5 / 40) = .22 leaves .08, .73 standard errors: .53;
    # an exact test asks for 1 / n more on either side, .5 errors: about .4.
    _, passed = chances(outcomes, 1, 0.5, 0.5)
    assert passed >= 0.4


def test_a_metric_that_its_probe_could_not_measure_says_why():
    why = "only accuracy is measured: state `positive`"
    step = ran("fairness.error_rates", [share("accuracy", (), 90, 100)]) | {"warnings": [why]}
    rules = [{"metric": "true_positive_rate", "at_least": 0.1}]
    (finding,) = judge(planned({"rules": rules}, [step]), [step]).findings
    assert finding.verdict is Verdict.NOT_RUN
    assert finding.remedy == why


def test_a_named_policy_whose_rules_do_not_fit_is_not_called_none():
    found = judge(planned({"name": "starter", "rules": []}, []), [])
    assert found.reason == "the policy starter has no rule that fits"


def test_the_reason_of_the_gate_is_the_worst_ones_and_no_policy_stands_beside_it():
    idle = ran("fairness.ranking", []) | {"status": "not_run", "reason": "there is no score"}
    found = judge(planned(None, [idle], named=["fairness.ranking"]), [idle])
    assert found.gate is Verdict.NOT_RUN
    assert found.reason == "fairness.ranking did not run: there is no score; no policy"
    assert judge(planned(None, []), []).reason == "no policy"


def test_one_probe_asked_twice_gives_findings_of_two_ids():
    first = ran("fairness.selection_rate", [gap(F, 300, 1000, 500, 1000)])
    second = ran("fairness.selection_rate", [gap(F, 310, 1000, 500, 1000)], index=1)
    plan = planned({"rules": [WITHIN]}, [first, second])
    steps = tuple(
        replace(step, parameters={"smallest_group": size})
        for step, size in zip(plan.steps, (30, 100), strict=True)
    )
    asked = SimpleNamespace(policy=plan.policy, steps=steps, left_out=(), **NOTHING_ACCEPTED)
    twice = judge(asked, [first, second]).findings
    once = only([WITHIN], [gap(F, 300, 1000, 500, 1000)])
    assert len({finding.id for finding in (*twice, once)}) == 3
    waiver = {"finding": twice[1].id, "until": "2026-12-31", "reason": "known"}
    policy = parse_policy({"rules": [WITHIN], "waivers": [waiver]})
    asked = SimpleNamespace(policy=policy, steps=steps, left_out=(), **NOTHING_ACCEPTED)
    judgement = judge(asked, [first, second], today=date(2026, 11, 1))
    assert [finding.waived is None for finding in judgement.findings] == [True, False]
    assert judgement.warnings == ()


def test_a_waiver_that_matches_no_finding_is_told():
    waiver = {"finding": "f" * 16, "until": "2026-12-31", "reason": "known"}
    judgement = judged(
        [WITHIN], [gap(F, 300, 1000, 500, 1000)], today=date(2026, 11, 1), waivers=[waiver]
    )
    (warning,) = judgement.warnings
    assert "f" * 16 in warning


GROUPS = {"size": 200, "groups": [[{"sex": "f"}, 100], [{"sex": "m"}, 100]]}


@pytest.mark.parametrize("there", [["f"], ["m"], [{"sex": "f"}], []])  # m is the reference
def test_an_exception_for_a_group_that_is_there_is_not_remarked_on(there):
    rules = [{**WITHIN, "except": there}]
    assert judged(rules, [gap(F, 50, 100, 55, 100)], context=GROUPS).warnings == ()


@pytest.mark.parametrize("item", ["femal", {"sex": "x"}, {"race": "f"}])
def test_an_exception_that_names_no_group_is_told_with_those_that_are_there(item):
    rules = [WITHIN, {**WITHIN, "except": ["f", item]}]
    judgement = judged(rules, [gap(F, 50, 100, 55, 100)], context=GROUPS)
    (warning,) = judgement.warnings
    assert f"`except` of rule 2 ({GAP}) names {item!r}" in warning
    assert "there are 'f', 'm'" in warning
    assert [out.group for out in judgement.left_out] == [F]


def test_exceptions_of_a_rule_that_nothing_measured_are_not_remarked_on():
    rules = [{**WITHIN, "attribute": "race", "except": ["b"]}]
    judgement = judged(rules, [gap(F, 50, 100, 55, 100)], context=GROUPS)
    assert judgement.warnings == ()
    assert judgement.findings[0].verdict is Verdict.NOT_RUN


def test_an_attribute_with_one_group_is_not_run_and_told_that_a_gap_needs_two():
    other = (("race", "b"),)
    finding = only([{**WITHIN, "attribute": "sex"}], [gap(other, 50, 100, 50, 100)])
    assert finding.verdict is Verdict.NOT_RUN
    assert finding.reason == "nothing was measured for the groups of sex"
    assert "two groups" in finding.remedy


@pytest.mark.parametrize(
    ("bound", "verdict"), [(78_425, Verdict.FAIL), (78_426, Verdict.PASS), (1e6, Verdict.PASS)]
)
def test_what_was_counted_passes_or_fails_without_doubt(bound, verdict):
    counted = Estimate(
        "parameters", (), 78_426.0, Interval(78_426.0, 78_426.0), 0.95, 1, "counted", (78_426.0,)
    )
    found = judged([{"metric": "parameters", "at_most": bound}], [counted])
    assert [finding.verdict for finding in found.findings] == [verdict]


@pytest.mark.parametrize(
    ("rule", "verdict"),
    [
        ({"below": 78_426}, Verdict.FAIL), ({"below": 78_427}, Verdict.PASS),
        ({"above": 78_426}, Verdict.FAIL), ({"above": 78_425}, Verdict.PASS),
        ({"at_least": 78_426}, Verdict.PASS), ({"at_most": 78_426}, Verdict.PASS),
        ({"above": 78_426, "below": 80_000}, Verdict.FAIL),
        ({"within": [78_426, 78_426]}, Verdict.PASS), ({"within": [0, 78_425]}, Verdict.FAIL),
    ],
)  # fmt: skip
def test_what_was_counted_is_decided_at_the_bound_itself(rule, verdict):
    counted = Estimate(
        "parameters", (), 78_426.0, Interval(78_426.0, 78_426.0), 0.95, 1, "counted", (78_426.0,)
    )
    for correction in ("holm", "benjamini-hochberg"):
        finding = only([{"metric": "parameters", **rule}], [counted], correction=correction)
        assert finding.verdict is verdict


@pytest.mark.parametrize(
    ("bound", "verdict"), [(2.0, "fail"), (6.3, "inconclusive"), (20.1, "pass")]
)
def test_a_range_that_a_model_leaves_is_decided_where_all_of_it_keeps_or_breaks_a_bound(
    bound, verdict
):
    energy = Estimate(
        "energy", (), 6.3, Interval(2.0, 20.0), 0.95, 1, "stated-bounds (estimated)",
        (6.3, 2.0, 20.0),
    )  # fmt: skip
    assert only([{"metric": "energy", "below": bound}], [energy]).verdict == verdict
