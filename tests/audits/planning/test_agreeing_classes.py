"""Labels and answers that cannot be compared as they stand are asked about, with a map that works.

What each must become is read off the columns by hand.
"""

import pytest

from audits.planning.agreeing_classes import check_agreement
from audits.planning.column_values import levels
from audits.specification.document import ColumnSpec
from audits.specification.parsing import load_yaml
from audits.specification.profiles import Cells, ColumnProfile, DatasetProfile
from audits.specification.roles import Kind

ROWS = 600


def profile(name, values, missing=0, distinct=None, low=None, high=None):
    kind = Kind.NUMBER if low is not None else Kind.CATEGORY
    distinct = len(values) if distinct is None else distinct
    return ColumnProfile(name, kind, None, distinct, missing, tuple(values), low, high)


def asked(labels, answers, label=None, answer=None, classes=()):
    """The problems of a table with these two columns; answers: None without a recorded one."""
    columns = {"y": ColumnSpec(role="label", kind="category", **(label or {}))}
    profiles = [labels]
    if answers is not None:
        columns["p"] = ColumnSpec(role="prediction", kind="category", **(answer or {}))
        profiles.append(answers)
    data = DatasetProfile("csv", ROWS, tuple(profiles), "0" * 64)
    return list(check_agreement(columns, data, classes))


def meaning(problem):
    """The first map that the remedy names."""
    remedy = problem.remedy.partition("; or ")[0].replace(", ...}", "}").replace("...", "null")
    return load_yaml(remedy[remedy.index("{") : remedy.index("}") + 1])


@pytest.mark.parametrize(
    ("labels", "answers", "mapped"),
    [
        (("1", "2", "3"), ("0", "1", "2"), {"0": "1", "1": "2", "2": "3"}),
        (("1", "2"), ("0", "1"), {"0": "2"}),
        (("0", "1"), ("1", "2"), {"2": "0"}),
        # The last class is never answered, or the first: the codes are shifted all the same.
        (("1", "2", "3", "4"), ("0", "1", "2"), {"0": "1", "1": "2", "2": "3"}),
        (("0", "1", "2", "3"), ("2", "3", "4"), {"2": "1", "3": "2", "4": "3"}),
        # Two classes coded otherwise; and a word of three: nobody says what the strange one means.
        (("0", "1"), ("-1", "1"), {"-1": "0"}),
        (("high", "low", "mid"), ("high", "low", "medium"), {"medium": None}),
    ],
)
def test_codes_that_are_shifted_are_asked_about_with_the_map_that_joins_them(
    labels, answers, mapped
):
    (problem,) = asked(profile("y", labels), profile("p", answers))
    assert (problem.code, problem.field) == ("recoded", "dataset.columns.p.map")
    assert meaning(problem) == mapped


@pytest.mark.parametrize(
    ("labels", "answers", "other"),
    [
        # Of German credit 1 is good; a model says 1 for good as well, and 0 for the 2 that is bad.
        (("1", "2"), ("0", "1"), '`map: {"0": "1", "1": "2"}` where it does not'),
        (("0", "1"), ("1", "2"), '`map: {"1": "0", "2": "1"}` where it does not'),
        # scikit-learn's outliers are -1, and frauds 1.
        (("0", "1"), ("-1", "1"), '`map: {"-1": "1", "1": "0"}` where it does not'),
        (("1", "2", "3"), ("0", "1", "2"), '`map: {"1": "1"}` where equal ones are the same'),
    ],
)
def test_of_two_codes_each_the_one_in_common_is_the_same_or_the_opposite(labels, answers, other):
    (problem,) = asked(profile("y", labels), profile("p", answers))
    assert problem.remedy.endswith(f"; or {other}")


@pytest.mark.parametrize(
    ("labels", "answers", "column", "code", "same", "turned"),
    [
        # Of a survey 1 is yes, 2 no and -9 not stated; the model says 1 for yes and 0 for no.
        (("-9", "1", "2"), ("0", "1"), "y", "-9", {"0": "2"}, '{"0": "1", "1": "2"}'),
        (("1", "2", "9"), ("0", "1"), "y", "9", {"0": "2"}, '{"0": "1", "1": "2"}'),
        (("-1", "1", "99"), ("0", "1"), "y", "99", {"0": "-1"}, '{"0": "1", "1": "-1"}'),
        (("0", "1"), ("1", "2", "-8"), "p", "-8", {"2": "0"}, '{"1": "0", "2": "1"}'),
    ],
)
def test_a_third_code_that_says_nothing_hides_neither_way_of_two(
    labels, answers, column, code, same, turned
):
    (problem,) = asked(profile("y", labels), profile("p", answers))
    assert problem.remedy.startswith(f'say `missing: ["{code}"]` of {column!r} where that says')
    assert meaning(problem) == same
    assert problem.remedy.endswith(f"; or `map: {turned}` where it does not")
    known = {"label": {"missing": [code]}} if column == "y" else {"answer": {"missing": [code]}}
    (after,) = asked(profile("y", labels), profile("p", answers), **known)
    assert meaning(after) == same


def test_no_class_of_a_model_is_missing():
    assert all("missing" not in one.remedy for one in asked(
        profile("y", ("0", "1")), None, classes=("1", "2", "9")
    ))  # fmt: skip


@pytest.mark.parametrize(("rows", "is_a_line"), [((1, 1), True), ((1, 2), False)])
def test_words_of_one_row_on_either_side_may_be_captions(rows, is_a_line):
    """As SurveyMonkey writes `Response` and `Open-Ended Response` below the names."""
    sides = {"y": (("no", "yes", "Response"), rows[0]), "p": (("no", "yes", "Model"), rows[1])}
    data = DatasetProfile(
        "csv", ROWS, tuple(profile(name, values) for name, (values, _) in sides.items()),
        "0" * 64, counts=tuple((name, (300, 299, last)) for name, (_, last) in sides.items()),
    )  # fmt: skip
    columns = {"y": ColumnSpec(role="label", kind="category"),
               "p": ColumnSpec(role="prediction", kind="category")}  # fmt: skip
    (problem,) = check_agreement(columns, data)
    assert problem.code == "recoded"
    assert problem.remedy.startswith("delete the line of these words where it is no") == is_a_line
    assert meaning(problem) == {"Model": None}


@pytest.mark.parametrize(
    ("labels", "answers"),
    [
        (("0", "1"), ("0", "1")), (("0", "1", "2"), ("0", "1")), (("0", "1"), ("0", "1", "2")),
        (("no", "yes"), ("No", "yes")),  # spelled otherwise: asked when the rows are read
        (("0", "1", "20"), ("0", "1", "30")),  # rows of totals
        (("-1", "0", "1"), ("0", "1")), (("a", "b", "c", "d"), ("a", "b", "x")),
    ],
)  # fmt: skip
def test_answers_that_hold_the_labels_or_are_held_by_them_are_not_asked_about(labels, answers):
    assert asked(profile("y", labels), profile("p", answers)) == []


def test_codes_too_many_to_list_are_known_by_their_ends():
    labels = profile("y", ("1",), distinct=90, low=1.0, high=90.0)
    answers = profile("p", ("0",), distinct=90, low=0.0, high=89.0)
    (problem,) = asked(labels, answers)
    assert (problem.code, meaning(problem)["0"]) == ("recoded", "1")
    assert asked(labels, profile("p", ("1",), distinct=70, low=1.0, high=90.0)) == []


def test_of_a_models_own_classes_the_labels_are_mapped():
    (problem,) = asked(profile("y", ("1", "2", "3")), None, classes=("0", "1", "2"))
    assert problem.field == "dataset.columns.y.map"
    assert meaning(problem) == {"1": "0", "2": "1", "3": "2"}
    assert asked(profile("y", ("0", "2")), None, classes=("0", "1", "2")) == []


@pytest.mark.parametrize("column", ["label", "answer"])
def test_a_map_says_that_equal_codes_are_the_same(column):
    assert asked(profile("y", ("1", "2")), profile("p", ("0", "1")),
                 **{column: {"map": {"1": "1"}}}) == []  # fmt: skip


@pytest.mark.parametrize(
    ("labels", "answers", "column", "mapped"),
    [
        (profile("y", ("1",), missing=360), profile("p", ("0", "1")), "y", {"": "0"}),
        (profile("y", ("1",), missing=1), profile("p", ("0", "1")), "y", {"": "0"}),
        (profile("y", ("x",), missing=9), profile("p", ("q", "r", "x")), "y", {"": None}),
        (profile("y", ("0", "1")), profile("p", ("1",), missing=355), "p", {"": "0"}),
    ],
)
def test_a_flag_that_is_written_where_it_is_set_is_asked_about(labels, answers, column, mapped):
    (problem,) = asked(labels, answers)
    assert (problem.code, problem.field) == ("flag_where_set", f"dataset.columns.{column}.map")
    assert meaning(problem) == mapped
    for said in ({"map": {key: value or "r" for key, value in mapped.items()}}, {"missing": []}):
        assert asked(labels, answers, **{"label" if column == "y" else "answer": said}) == []


def test_words_that_the_whole_table_lists_say_nothing_of_a_flags_empty_cells():
    flag = profile("y", ("1",), missing=360)
    (problem,) = asked(flag, profile("p", ("0", "1")), label={"missing": ["."]})
    assert problem.code == "flag_where_set"


@pytest.mark.parametrize(
    ("labels", "answers"),
    [
        (profile("y", ("1",)), profile("p", ("0", "1"))),  # no cell is missing
        (profile("y", ("0", "1"), missing=9), profile("p", ("0", "1"))),
        # A model that answers alike, and fails on five rows of a hundred.
        (profile("y", ("0", "1")), profile("p", ("0",), missing=30)),
        (profile("y", ("1",), missing=9), profile("p", ("1",))),
    ],
)
def test_missing_cells_that_are_no_flag_are_not_asked_about(labels, answers):
    assert asked(labels, answers) == []


@pytest.mark.parametrize(
    ("labels", "answers", "column"),
    [
        # Nobody ever writes the other class: over 5 % of the cells are empty.
        (profile("y", ("1",), missing=300), profile("p", ("1",), missing=432), "p"),
        (profile("y", ("1",), missing=31), profile("p", ("1",)), "y"),
        (profile("y", ("no", "yes")), profile("p", ("hired",), missing=432), "p"),
    ],
)
def test_one_class_beside_many_empty_cells_is_asked_about_whatever_the_others_hold(
    labels, answers, column
):
    (problem,) = asked(labels, answers)
    assert (problem.code, problem.field) == ("flag_where_set", f"dataset.columns.{column}.map")
    assert meaning(problem) == {"": None}


@pytest.mark.parametrize(("missing", "codes"), [(432, ["flag_where_set"]), (30, [])])
def test_answers_without_a_label_may_be_such_a_flag(missing, codes):
    columns = {"p": ColumnSpec(role="prediction", kind="category")}
    data = DatasetProfile("csv", ROWS, (profile("p", ("hired",), missing=missing),), "0" * 64)
    assert [problem.code for problem in check_agreement(columns, data)] == codes
    mapped = {"p": ColumnSpec(role="prediction", kind="category", map={"": "no"})}
    assert list(check_agreement(mapped, data)) == []


def test_a_flag_beside_a_score_with_a_threshold_or_a_models_classes_is_asked_about():
    flag = profile("y", ("1",), missing=5)
    (problem,) = asked(flag, None, classes=("0", "1"))
    assert problem.code == "flag_where_set"
    columns = {"y": ColumnSpec(role="label", kind="category"),
               "s": ColumnSpec(role="score", kind="number", threshold=0.5)}  # fmt: skip
    data = DatasetProfile("csv", ROWS, (flag, profile("s", (), low=0.0, high=1.0)), "0" * 64)
    assert [one.code for one in check_agreement(columns, data)] == ["flag_where_set"]


def test_what_a_missing_cell_means_is_a_level_where_a_cell_is_missing():
    mapped = ColumnSpec(role="label", kind="category", map={"": "0"})
    assert levels(mapped, profile("y", ("1",), missing=3)) == ("0", "1")
    assert levels(mapped, profile("y", ("1",))) == ("1",)


@pytest.mark.parametrize(
    ("labels", "answers", "mapped"),
    [
        (("A", "B", "C"), ("A) cat", "B) dog", "C) cow"),
         {"A) cat": "A", "B) dog": "B", "C) cow": "C"}),
        (("A. cat", "B. dog"), ("(a)", "(b)"), {"(a)": "A. cat", "(b)": "B. dog"}),
        (("0", "1", "2"), ("0: bad", "1: fair", "2: good"),
         {"0: bad": "0", "1: fair": "1", "2: good": "2"}),
        (("1", "2", "3"), ("-1", "-2", "-3"), {"-1": None, "-2": None, "-3": None}),
        (("1", "2"), ("1.5", "2.5"), {"1.5": None, "2.5": None}),
        (("A", "B", "C"), ("A) cat", "A) dog", "C) cow"),
         {"A) cat": None, "A) dog": None, "C) cow": None}),
    ],
)  # fmt: skip
def test_answers_that_begin_with_a_label_mean_that_one(labels, answers, mapped):
    (problem,) = asked(profile("y", labels), profile("p", answers))
    assert problem.code == "no_overlap"
    assert meaning(problem) == mapped
    if None not in mapped.values():
        assert not asked(profile("y", labels), profile("p", answers), answer={"map": mapped})


def test_one_answer_that_begins_with_a_label_means_that_one():
    (problem,) = asked(profile("y", ("A", "B", "C")), profile("p", ("A) cat", "B", "C")))
    assert meaning(problem) == {"A) cat": "A"}


def test_a_word_for_missing_among_answers_is_asked_about_beside_the_map_and_not_in_it():
    """PostgreSQL's COPY writes `\\N` for NULL; the column's own NA stays missing beside it."""
    answers = ColumnProfile(
        "p", Kind.CATEGORY, None, 3, 5, ("rejected", "approved", "\\N"),
        cells=Cells(missing_words=(("NA", 5),)),
    )  # fmt: skip
    (problem,) = asked(profile("y", ("f", "t")), answers)
    assert meaning(problem) == {"approved": None, "rejected": None}
    _, _, key = problem.remedy.partition("; where ")
    assert load_yaml(key[key.index("missing: ") : key.index("]") + 1]) == {"missing": ["\\N", "NA"]}


@pytest.mark.parametrize("side", ["label", "prediction"])
@pytest.mark.parametrize("word", ["?", "\\N", "unknown", "1:?"])
def test_a_word_that_may_say_nothing_beside_two_classes_is_asked_about(side, word):
    """As a third class it is a no: of RapidMiner's 14 % of `?` a false positive rate passed."""
    plain, doubted = ("no", "yes"), ("no", "yes", word)
    labels, answers = (doubted, plain) if side == "label" else (plain, doubted)
    (problem,) = asked(profile("y", labels), profile("p", answers))
    name = "y" if side == "label" else "p"
    assert (problem.code, problem.field) == ("doubtful_class", f"dataset.columns.{name}.missing")
    stated = {"missing": [word]}
    said = {"label": stated} if side == "label" else {"answer": stated}
    assert asked(profile("y", labels), profile("p", answers), **said) == []
    said = {name: {"missing": []} for name in said}
    assert asked(profile("y", labels), profile("p", answers), **said) == []


def test_a_doubtful_word_among_more_classes_may_be_one():
    classes = ("cat", "dog", "owl", "unknown")
    assert asked(profile("y", classes), profile("p", classes)) == []
