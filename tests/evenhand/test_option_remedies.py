import shlex

import pytest

from audits.errors import Problem, Refused
from audits.specification.missing_words import quoted
from evenhand.column_options import spelled_option
from evenhand.option_remedies import as_options


def test_what_a_document_would_say_is_said_by_the_option_of_who_wrote_none():
    asked = Problem(
        "dataset.columns.y.favourable", "nothing says which of no, a b benefits the person",
        'state `favourable: "no"` or `favourable: "a b"` on \'y\'', "favourable_needed",
    )  # fmt: skip
    other = Problem("x", "is wrong", "mend it")
    changed, same = as_options(Refused([asked, other]), lambda n, v: f"--{n} {v!r}").problems
    assert (changed.field, changed.reason) == ("favourable", asked.reason)
    assert changed.remedy == "say it: --favourable 'no' or --favourable 'a b'"
    assert same == other


def test_a_value_with_quotes_and_backslashes_is_said_whole():
    """As promptfoo writes its verdicts, and paths of Windows."""
    values = ['[PASS] {"answer": 1}', "C:\\new", "two\nlines"]
    asked = Problem(
        "dataset.columns.y.favourable", "r",
        "state " + " or ".join(f"`favourable: {quoted(value)}`" for value in values),
        "favourable_needed",
    )  # fmt: skip
    (changed,) = as_options(Refused([asked]), spelled_option).problems
    options = shlex.split(changed.remedy.removeprefix("say it: "))
    assert options == ["--favourable", values[0], "or", "--favourable", values[1], "or",
                       "--favourable", values[2]]  # fmt: skip


def test_which_class_a_score_is_of_is_asked_in_options():
    asked = Problem(
        "dataset.columns.p.positive", "nothing says which class the score 'p' is of",
        'state `positive: "1"`, or `positive: "0"` where high scores are favourable',
        "positive_needed",
    )  # fmt: skip
    (changed,) = as_options(Refused([asked]), lambda n, v: f"--{n} {v}").problems
    assert changed.field == "positive"
    assert changed.remedy == "say it: --positive 1 or --positive 0"


def test_scores_as_answers_are_told_by_the_options_own_names():
    problem = Problem("dataset.columns.p.role", "r", "m", "scores_as_answers")
    (told,) = as_options(Refused([problem]), lambda n, v: f"--{n} {v}").problems
    assert (told.field, "--score p" in told.remedy) == ("prediction", True)
    assert "--threshold 0.5" in told.remedy


def test_votes_as_answers_are_told_with_their_own_middle_and_map():
    remedy = 'e.g. `threshold: 50`; or say, `map: {"7": ...}`; or say `kind: number`'
    problem = Problem("dataset.columns.p.role", "r", remedy, "scores_as_answers")
    (told,) = as_options(Refused([problem]), spelled_option).problems
    assert "--threshold 50; or say which answer each means, --map p:7=...; or" in told.remedy


@pytest.mark.parametrize(
    ("problem", "remedy"),
    [
        (Problem("dataset.columns.d.map", "r",
                 'say it, with a `map` on \'d\': {"approve": "yes", "deny": "no"}', "no_overlap"),
         "say which label each answer means, e.g. --map d:approve=yes,deny=no"),
        (Problem("dataset.columns.d.map", "r", '{"x": ..., "y": ...}', "no_overlap"),
         "say which label each answer means, e.g. --map d:x=...,y=..."),
        (Problem("dataset.columns.d.map", "r",
                 'with a `map` on \'d\': {"a \\"b\\"": ...}; where "\\\\N" says that nothing is '
                 'known, say `missing: ["\\\\N", "NA"]` there too', "no_overlap"),
         "say which label each answer means, e.g. --map 'd:a \"b\"=...'; where \\N, NA says that "
         "nothing is known, --missing 'd=\\N,NA'"),
        (Problem("dataset.columns.d.map", "r",
                 "`map` on 'd': {\"0\": \"1\", \"1\": \"2\"}; or `map: {\"1\": \"1\"}` where",
                 "recoded"),
         "say what they mean, --map d:0=1,1=2; or, where equal ones are the same, --map d:1=1"),
        (Problem("dataset.columns.d.map", "r",
                 '`map` on \'d\': {"0": "2"} where "1" means the same on both sides; or `map: '
                 '{"0": "1", "1": "2"}` where it does not', "recoded"),
         'say what they mean, --map d:0=2 where "1" means the same on both sides; or, where it '
         "does not, --map d:0=1,1=2"),
        (Problem("dataset.columns.d.missing", "r",
                 "say `missing: [\"?\", \"NA\"]` of 'd'; or `missing: []` where", "doubtful_class"),
         "say so, --missing 'd=?,NA'; or, where it is a class, --missing d="),
        (Problem("dataset.columns.d.map", "r", '`map: {"": "0"}`; or `missing: []`',
                 "flag_where_set"),
         "say what a missing cell means, --map d:=0; or, where nothing is known of those rows, "
         "--missing d="),
        (Problem("dataset.columns.d.map", "r", "join them with `map`", "too_many_groups"),
         "join them with `map`: --map d:VALUE=GROUP"),
        (Problem("dataset.columns.age.cut", "r", "e.g. `cut: [25, 60]`, or so", "needs_cut"),
         "say where it is cut: --cut age=25,60"),
        (Problem("protected.born", "r", "say where it is cut: `cut: [1991-02-03]`", "needs_cut"),
         "say where it is cut: --cut born=1991-02-03"),
        (Problem("dataset.columns.p.of", "r", "say `of: answer` on the column 'p' where it is; "
                 "`of: positive` where it is no answer's", "score_of_answer"),
         "say --of p=answer where it is; --of p=positive where it is no answer's"),
        (Problem("protected.born", "r", "write dates as 2001-02-03", "needs_cut"),
         "write dates as 2001-02-03"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_column_is_told_by_its_option(problem, remedy):
    (told,) = as_options(Refused([problem]), spelled_option).problems
    assert told.remedy == remedy


def test_how_many_each_row_stands_for_is_said_by_its_option():
    problem = Problem("dataset.columns.Freq.role", "r", "m", "count_or_feature")
    (mended,) = as_options(Refused([problem]), lambda n, v: f"--{n} {v}").problems
    assert mended.field == "count"
    assert mended.remedy.startswith("say --count Freq where it does; else ")


def test_a_name_that_no_option_can_change_is_changed_in_the_table_or_by_a_document():
    problem = Problem("dataset.columns.variant.rename", "r",
                      "rename it, e.g. `rename: variant_of_person`", "reserved_name")  # fmt: skip
    (mended,) = as_options(Refused([problem]), spelled_option).problems
    assert mended.field == "protected"
    assert mended.remedy == (
        "call the column otherwise in the table; or write a document, where it may have another "
        "name, `rename: variant_of_person`"
    )


def test_ranks_are_told_by_the_option_that_names_them_with_the_document_that_reads_them():
    problem = Problem("dataset.columns.p.role", "r", "in a document", "ranks_as_answers")
    (told,) = as_options(Refused([problem]), spelled_option).problems
    assert (told.field, told.remedy) == ("prediction", "in a document")
