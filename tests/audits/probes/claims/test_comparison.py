"""Claims of tables whose answers are known: Student's sleep data, answers, printed means."""

from dataclasses import replace

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import NotApplicable
from audits.judging.policy import judge
from audits.measurement import Estimate, Exhibit, Interval, Unanswered, Undetermined
from audits.planning.plan import Plan
from audits.planning.steps import Step
from audits.probes.claims.comparison import comparison
from audits.probing.subject import Subject
from audits.running.run import run
from audits.specification.document import Settings
from audits.specification.policy_document import PolicySpec, RuleSpec
from audits.specification.probe_manifest import entries
from audits.specification.roles import Role
from tests.audits.claims.test_difference_tests import FIRST, PEOPLE, SECOND
from tests.audits.probes.published import figures

NEW = (("system", "new"),)


def measured(data, **parameters):
    subject = Subject(data)
    yielded = list(comparison(subject, **parameters))
    numbers = {(m.metric, m.group): m for m in yielded if not isinstance(m, Exhibit)}
    return numbers, {one.title: one.content for one in yielded if isinstance(one, Exhibit)}, subject


def standings(shown):
    return {(row["system"], row["on"]): row["standing"] for row in shown["What stands"]["claims"]}


def sleep(*, paired):
    columns = (
        Column("drug", Role.SYSTEM, Categories.of(["new"] * 10 + ["old"] * 10), reference="old"),
        Column("extra", Role.SCORE, Numbers(np.concatenate([SECOND, FIRST]))),
    )
    person = Column("person", Role.ID, Categories.of(list(PEOPLE) * 2))
    return Dataset((*columns, person) if paired else columns)


def test_the_sleep_data_is_shown_only_paired_and_the_pairing_is_chosen():
    numbers, shown, _ = measured(sleep(paired=True), assumes="normal")
    improvement = numbers["improvement", NEW]
    assert improvement.value == pytest.approx(1.58)
    assert improvement.p_value == pytest.approx(0.002833, abs=5e-7)
    # R: t.test(paired = TRUE), 95 %: 0.7001142 to 2.4598858.
    assert improvement.interval.lower == pytest.approx(0.7001142, abs=1e-6)
    assert standings(shown) == {("new", None): "stands"}
    numbers, shown, _ = measured(sleep(paired=False), assumes="normal")
    assert numbers["improvement", NEW].p_value == pytest.approx(0.07939, abs=5e-6)
    assert standings(shown) == {("new", None): "not shown"}


def test_where_nothing_is_stated_the_figures_stand_beside_the_reason():
    numbers, shown, _ = measured(sleep(paired=True))
    improvement = numbers["improvement", NEW]
    assert isinstance(improvement, Undetermined)
    assert "`assumes: normal`" in improvement.reason
    assert improvement.raw[0] == pytest.approx(1.58)
    assert improvement.raw[1].lower == pytest.approx(0.7001142, abs=1e-6)
    assert isinstance(numbers["effect_size", NEW], Undetermined)
    (row,) = shown["What stands"]["claims"]
    assert (row["standing"], row["adjusted"]) == ("cannot be told", None)
    assert row["p_value"] == pytest.approx(0.002833, abs=5e-7)
    # Nine of nine: 2 / 2 ** 9, whatever the differences are.
    assert numbers["win_share", NEW].p_value == pytest.approx(2 / 2**9)


def of_items(claimed, baseline):
    keys = [str(number) for number in range(len(claimed))]
    names = Categories.of(["new"] * len(keys) + ["old"] * len(keys))
    return Dataset((
        Column("system", Role.SYSTEM, names, reference="old"),
        Column("item", Role.ID, Categories.of(keys * 2)),
        Column("score", Role.SCORE, Numbers(np.concatenate([claimed, baseline]))),
    ))  # fmt: skip


def test_scores_between_stated_limits_are_judged_without_an_assumption():
    rng = np.random.default_rng(3)
    old = rng.uniform(0.3, 0.7, 200)
    data = of_items(old + rng.uniform(0.1, 0.2, 200), old)
    assert isinstance(measured(data)[0]["improvement", NEW], Undetermined)
    numbers, shown, _ = measured(data, limits=(0.0, 1.0))
    assert numbers["improvement", NEW].interval.lower > 0
    assert isinstance(numbers["effect_size", NEW], Undetermined)
    assert standings(shown) == {("new", None): "stands"}
    # One more pair that loses everything moves the mean of five by a sixth of 1.15: nothing stands.
    few = measured(data.take(np.r_[0:5, 200:205]), limits=(0.0, 1.0))
    assert standings(few[1]) == {("new", None): "not shown"}
    outside = measured(data, limits=(0.0, 0.5))[0]["improvement", NEW]
    assert "outside the stated `limits`" in outside.reason
    for wrong in ((1.0,), (1.0, 0.0)):
        with pytest.raises(NotApplicable, match="two numbers that rise"):
            measured(data, limits=wrong)


def test_of_many_scores_an_effect_is_judged_where_they_are_stated_to_be_normal():
    rng = np.random.default_rng(4)
    old = rng.normal(size=1200)
    normal = of_items(old + 0.3 + rng.normal(size=1200), old)
    assert isinstance(measured(normal)[0]["effect_size", NEW], Undetermined)
    effect = measured(normal, assumes="normal")[0]["effect_size", NEW]
    assert effect.interval.lower < 0.3 < effect.interval.upper
    leaning = of_items(old + rng.exponential(size=1200), old)
    effect = measured(leaning, assumes="normal")[0]["effect_size", NEW]
    assert "Shapiro-Wilk" in effect.reason


def test_a_column_a_system_is_paired_by_its_rows():
    data = Dataset((Column("old", Role.FEATURE, Numbers(FIRST)),
                    Column("new", Role.FEATURE, Numbers(SECOND))))  # fmt: skip
    numbers, _, _ = measured(data, columns=("old", "new"), reference="old", assumes="normal")
    assert numbers["improvement", NEW].p_value == pytest.approx(0.002833, abs=5e-7)
    # effectsize::cohens_d(paired): 1.28 [0.41, 2.12], times Hedges' .914.
    assert numbers["effect_size", NEW].value == pytest.approx(1.2846 * 0.9139, abs=1e-3)
    assert numbers["win_share", NEW].value == 1.0


def answers(b, c, both):
    keys = [str(number) for number in range(b + c + both)]
    right = np.array([True] * b + [False] * c + [True] * both)
    other = np.array([False] * b + [True] * c + [True] * both)
    said = Categories(np.concatenate([right, other]).astype(np.int8), ("no", "yes"))
    return Dataset(
        (
            Column("system", Role.SYSTEM, Categories.of(["new"] * len(keys) + ["old"] * len(keys)),
                   reference="old"),
            Column("item", Role.ID, Categories.of(keys * 2)),
            Column("label", Role.LABEL, Categories.of(["yes"] * 2 * len(keys))),
            Column("said", Role.PREDICTION, said),
        )
    )  # fmt: skip


def test_answers_to_the_same_items_are_held_by_mcnemars_test():
    numbers, shown, _ = measured(answers(11, 1, 88))
    assert ("improvement", NEW) not in numbers
    accuracy = numbers["accuracy_improvement", NEW]
    assert (accuracy.value, accuracy.sample_size) == (pytest.approx(0.10), 100)
    assert accuracy.p_value == pytest.approx(0.0063477, rel=1e-4)  # the worked example
    assert numbers["win_share", NEW].p_value == accuracy.p_value
    assert standings(shown) == {("new", None): "stands"}
    assert standings(measured(answers(25, 15, 60))[1]) == {("new", None): "not shown"}


def without_answers(data, rows):
    """The answers of these rows are missing; the first half of the rows is the new system's."""
    said = data["said"].categories
    codes = said.codes.copy()
    codes[list(rows)] = -1
    column = replace(data["said"], values=Categories(codes, said.levels))
    return Dataset(tuple(column if c.name == "said" else c for c in data))


def test_rows_without_an_answer_are_told_and_never_make_a_claim_pass():
    """75 of 600 items are not answered by the old system; where both answer, 30 beside 22."""
    data = without_answers(answers(105, 22, 473), range(600, 675))
    numbers, _, subject = measured(data)
    accuracy = numbers["accuracy_improvement", NEW]
    assert (accuracy.value, accuracy.sample_size) == (pytest.approx(8 / 525), 525)
    # All 75 right of the old system, which the new one is too, and all of them wrong.
    assert accuracy.unanswered.rows == (0, 75)
    assert accuracy.unanswered.bounds == Interval(pytest.approx(8 / 600), pytest.approx(83 / 600))
    assert accuracy.unanswered.evidence == ((30, 22, 600), (105, 22, 600))
    assert any(
        note.startswith("75 rows have no answer or score of old") for note in subject.warnings
    )
    assert numbers["win_share", NEW].unanswered.bounds == Interval(30 / 52, 105 / 127)


def test_items_that_one_system_has_no_row_of_are_unanswered_too():
    """The old system's first 75 rows are gone: as if they were blank."""
    data = answers(105, 22, 473)
    gone = data.take(np.r_[0:600, 675:1200])
    blank = without_answers(data, range(600, 675))
    own, other = (measured(one)[0]["accuracy_improvement", NEW] for one in (gone, blank))
    assert own == other
    assert any("75 units with a value of new have none of old" in note
               for note in measured(gone)[2].warnings)  # fmt: skip


def test_a_system_that_answers_nothing_or_other_items_is_undetermined_by_the_rules_metric():
    data = answers(105, 22, 473)
    three = data.take(np.r_[0:1200, 0:600])
    names = ["new"] * 600 + ["old"] * 600 + ["mute"] * 600
    system = replace(data["system"], values=Categories.of(names))
    three = Dataset(tuple(system if c.name == "system" else c for c in three))
    numbers, _, subject = measured(without_answers(three, range(1200, 1800)))
    assert numbers["accuracy_improvement", NEW].value == pytest.approx(83 / 600)
    mute = numbers["accuracy_improvement", (("system", "mute"),)]
    assert mute.reason == "it has no answer or score"
    assert any("mute has no answer or score in any row" in note for note in subject.warnings)
    keys = [f"new {key}" for key in range(600)] + [str(key) for key in range(600)]
    items = replace(data["item"], values=Categories.of(keys))
    apart = Dataset(tuple(items if c.name == "item" else c for c in data))
    numbers, _, subject = measured(apart)
    assert "no unit has a score of both" in numbers["accuracy_improvement", NEW].reason
    assert sum("600 units with a value of" in note for note in subject.warnings) == 2


@pytest.mark.parametrize("written", ["({})", "Answer: {}", "{}.", "**{}**", "the answer is {}"])
def test_answers_in_another_notation_are_asked_about(written):
    data = answers(105, 22, 473)
    said = data["said"].categories
    levels = tuple(written.format(level) for level in said.levels)
    codes = np.where(np.arange(1200) < 600, said.codes, said.codes + 2).astype(np.int8)
    column = replace(data["said"], values=Categories(codes, (*said.levels, *levels)))
    data = Dataset(tuple(column if c.name == "said" else c for c in data))
    with pytest.raises(NotApplicable, match=r"old answers .* where the label is 'yes'") as refusal:
        measured(data)
    assert f'"{written.format("yes")}": "yes"' in refusal.value.remedy


def test_one_item_has_one_label():
    data = answers(105, 22, 473)
    labels = replace(data["label"], values=Categories.of(["yes"] * 600 + ["no"] + ["yes"] * 599))
    data = Dataset(tuple(labels if c.name == "label" else c for c in data))
    with pytest.raises(NotApplicable, match="'0' has two values of 'label', 'yes' and 'no'"):
        measured(data)


def test_a_few_missing_answers_leave_a_plain_claim_standing():
    data = without_answers(answers(105, 22, 473), [0, 1])
    accuracy = measured(data)[0]["accuracy_improvement", NEW]
    assert accuracy.unanswered.evidence == ((103, 22, 600), (105, 22, 600))


def test_missing_scores_are_told_and_bounded_by_nothing():
    scores = np.concatenate([SECOND, FIRST]).astype(float)
    scores[0] = np.nan
    data = sleep(paired=True)
    extra = replace(data["extra"], values=Numbers(scores))
    data = Dataset(tuple(extra if c.name == "extra" else c for c in data))
    numbers, _, subject = measured(data, assumes="normal")
    assert numbers["improvement", NEW].unanswered == Unanswered((1, 0))
    assert "1 row has no answer or score of new" in subject.warnings[0]


def test_few_answers_are_undetermined():
    numbers, _, _ = measured(answers(6, 1, 3))
    assert "10 rows where 30" in numbers["accuracy_improvement", NEW].reason


def printed(**more):
    data = Dataset(
        (
            Column("model", Role.SYSTEM, Categories.of(["new", "old"]), reference="old"),
            Column("accuracy", Role.FEATURE, Categories.of(["93.1 ± 0.4", "92.4 ± 0.6"])),
        )
    )
    return measured(data, columns=("accuracy",), **more)


def test_printed_means_need_to_say_what_their_errors_are_and_of_how_many():
    numbers, shown, _ = printed()
    held = numbers["improvement", NEW]
    assert isinstance(held, Undetermined)
    assert held.raw[0] == pytest.approx(0.7)
    assert "Of how many values is each mean?" in shown["What stands"]["ask"]
    assert standings(shown) == {("new", None): "cannot be told"}
    said = {"error_bar": "standard deviation", "error_over": "runs", "runs": 5,
            "assumes": "normal"}  # fmt: skip
    for left_out in said:
        lacking, _, _ = printed(**{key: value for key, value in said.items() if key != left_out})
        assert isinstance(lacking["improvement", NEW], Undetermined), left_out
    numbers, _, _ = printed(**said)
    # Welch by hand: .7 / sqrt((.16 + .36) / 5) = 2.17 on 6.97 degrees of freedom.
    assert numbers["improvement", NEW].p_value == pytest.approx(0.0667, abs=2e-4)


def test_of_several_the_best_is_corrected_for_the_choice():
    rng = np.random.default_rng(5)
    columns = [Column("old", Role.FEATURE, Numbers(rng.normal(size=60)))]
    columns += [Column(f"v{number}", Role.FEATURE, Numbers(rng.normal(size=60)))
                for number in range(20)]  # fmt: skip
    names = tuple(column.name for column in columns)
    numbers, shown, _ = measured(
        Dataset(tuple(columns)), columns=names, reference="old", variants=names[1:], draws=100,
        assumes="normal",
    )  # fmt: skip
    corrected = numbers["corrected_improvement", (("variant", "the best"),)]
    assert isinstance(corrected, Estimate)
    assert corrected.interval.lower < 0 < corrected.interval.upper
    assert corrected.sample_size == 30
    assert "The best of several" in shown
    gains = [numbers["improvement", (("system", name),)] for name in names[1:]]
    # One in a hundred of them contradicts that it is normal, and has its value beside the reason.
    best = max(one.value if isinstance(one, Estimate) else one.raw[0] for one in gains)
    assert corrected.value < best
    with pytest.raises(NotApplicable, match="'v99' is no system"):
        measured(Dataset(tuple(columns)), columns=names, reference="old", variants=("v1", "v99"))
    with pytest.raises(NotApplicable, match="one variant alone"):
        measured(Dataset(tuple(columns)), columns=names, reference="old", variants=("v1",))


def test_a_unit_that_stands_twice_is_told():
    data = sleep(paired=True)
    _, _, subject = measured(data.take(np.arange(20).repeat(2)))
    assert any("the same unit" in warning for warning in subject.warnings)


def searches():
    """Wong, Houlsby, Lu & Gesmundo 2018, table 1: test accuracy-top10 of three searches."""
    held = figures("searches")
    sets, *scores = zip(*held["rows"], strict=True)
    _, *names = held["columns"]
    return Dataset(
        (
            Column("dataset", Role.FEATURE, Categories.of(sets)),
            *(Column(name, Role.FEATURE, Numbers(np.array(of)))
              for name, of in zip(names, scores, strict=True)),
        )
    )  # fmt: skip


def test_of_the_table_of_searches_no_single_win_is_shown_and_one_stands_over_all():
    said = {
        "columns": ("accuracy_rs", "accuracy_naml", "accuracy_tnaml"), "runs": 10,
        "reference": "accuracy_rs", "error_columns": ("tnaml_plus_minus",),
        "error_bar": "two standard errors", "error_over": "models of one run",
        "assumes": "normal",
    }  # fmt: skip
    numbers, shown, _ = measured(searches(), **said)
    standing = standings(shown)
    assert standing.pop(("accuracy_tnaml", "all data sets")) == "stands"
    assert standing.pop(("accuracy_naml", "all data sets")) == "not shown"
    assert set(standing.values()) == {"cannot be told"}
    assert len(standing) == 26
    # All thirteen one way: 2 / 2 ** 13. Seven of twelve: twice the binomial tail, 3172 / 4096.
    tnaml, naml = (("system", "accuracy_tnaml"),), (("system", "accuracy_naml"),)
    assert numbers["median_improvement", tnaml].p_value == pytest.approx(2 / 2**13)
    assert numbers["win_share", naml].p_value == pytest.approx(3172 / 4096)
    # P(at most 2 of 13) = .0112, of 3 .0461: the limits are the third from either end.
    data = searches()
    gaps = np.sort(data["accuracy_tnaml"].numbers - data["accuracy_rs"].numbers)
    typical = numbers["median_improvement", tnaml]
    assert (typical.value, typical.interval.lower, typical.interval.upper) == pytest.approx(
        (gaps[6], gaps[2], gaps[-3])
    )
    by_ranks, _, _ = measured(searches(), **said, assumes_of_sets="symmetric")
    # Brown Corpus (+16.4) and two more lie far above the others.
    assert "lean to one side" in by_ranks["median_improvement", tnaml].reason
    facts = {fact["question"]: fact["answer"] for fact in shown["Over the data sets"]["facts"]}
    # 30.7 / 13 = 2.36; without Brown Corpus (+16.4) 14.3 / 12 = 1.19.
    assert "+2.36, and +1.19 without Brown Corpus" in facts["What carries accuracy_tnaml over "
                                                            "accuracy_rs"]  # fmt: skip
    # Taken for an error over searches, the very same numbers would have been called shown.
    _, shown, _ = measured(searches(), **said | {"error_over": "runs"})
    assert list(standings(shown).values()).count("stands") > 5


def test_a_rule_is_decided_where_a_column_says_of_how_many_runs_each_mean_is():
    """Means of 5, 5 and 10 runs: counts that differ are no weights of rows. By hand, Welch's t of
    the first is (85.3 - 80.1) / sqrt(.25 / 5 + .16 / 5) = 18.2."""
    rows = Dataset(
        (
            Column("system", Role.SYSTEM, Categories.of(["old", "new", "like"]), reference="old"),
            Column("mean", Role.FEATURE, Numbers(np.array([80.1, 85.3, 80.2]))),
            Column("sd", Role.FEATURE, Numbers(np.array([0.5, 0.4, 0.6]))),
            Column("n", Role.COUNT, Numbers(np.array([5.0, 5.0, 10.0]))),
        )
    )
    parameters = {
        **{name: schema["default"] for name, schema in
           entries()["claims.comparison"].parameters["properties"].items() if "default" in schema},
        "columns": ["mean"], "error_columns": ["sd"], "error_bar": "standard deviation",
        "error_over": "runs", "assumes": "normal",
    }  # fmt: skip
    rule = RuleSpec(metric="improvement", attribute="system", above=0)
    plan = Plan("0" * 64, None, {}, None, (Step(0, "claims.comparison", 3, parameters),),
                Settings(), PolicySpec(rules=[rule]))  # fmt: skip
    findings = judge(plan, [step.to_json() for step in run(plan, rows)]).findings
    told = {dict(one.group)["system"]: str(one.verdict) for one in findings}
    assert told == {"new": "pass", "like": "inconclusive"}


def test_a_system_on_another_data_set_alone_is_undetermined():
    data = answers(60, 22, 218)
    three = data.take(np.r_[0:600, 0:300])
    system = Categories.of(["new"] * 300 + ["old"] * 300 + ["far"] * 300)
    where = Column("dataset", Role.FEATURE, Categories.of(["x"] * 600 + ["y"] * 300))
    columns = [replace(c, values=system) if c.name == "system" else c for c in three]
    numbers, shown, _ = measured(Dataset((*columns, where)))
    far = numbers["accuracy_improvement", (("system", "far"), ("set", "y"))]
    assert far.reason == "old has no value on it"
    assert standings(shown)["far", "y"] == "cannot be told"
