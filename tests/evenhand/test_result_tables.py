"""What a table holds as results, by its names and cells, and what is no table of results."""

import pytest

from audits.data.reading import profile_dataset
from evenhand.result_tables import Shape, likely_bar, likely_baseline, result_table


def looked_at(tmp_path, text, suffix="csv"):
    path = tmp_path / f"table.{suffix}"
    path.write_text(text, encoding="utf-8")
    return result_table(profile_dataset(path))


LATEX = r"""
\begin{tabular}{lcc}
Method & SST-2 & MNLI \\
\midrule
Majority & $91.2_{\pm 0.4}$ & 84.1 $\pm$ 0.2 \\
Ours & \textbf{92.0} $\pm$ 0.3 & 84.9 $\pm$ 0.3 \\
\end{tabular}
"""


def test_latex_with_plus_minus_has_a_system_a_row(tmp_path):
    found = looked_at(tmp_path, LATEX, "tex")
    assert (found.shape, found.names, found.values) == (Shape.SYSTEM, "Method", ("SST-2", "MNLI"))
    assert found.has_bars
    assert found.is_sure


def test_markdown_of_data_sets_has_a_system_a_column(tmp_path):
    found = looked_at(
        tmp_path, "| dataset | old | new |\n|---|---|---|\n| a | 1.0 | 1.5 ± 0.2 |\n"
        "| b | 2.0 | 2.5 ± 0.1 |\n", "md",
    )  # fmt: skip
    assert (found.shape, found.names, found.values) == (Shape.SET, "dataset", ("old", "new"))
    assert found.is_sure


def test_scores_one_a_row_name_system_seed_and_data_set(tmp_path):
    rows = [f"{name},{task},{seed},{seed / 10}" for name in ("old", "new") for task in "ab"
            for seed in range(3)]  # fmt: skip
    found = looked_at(tmp_path, "\n".join(["system,task,seed,f1", *rows]))
    assert (found.shape, found.names, found.values) == (Shape.SCORE, "system", ("f1",))
    assert (found.sets, found.unit, found.is_sure) == ("task", "seed", True)


def test_errors_and_runs_in_columns_of_their_own_are_known_by_name(tmp_path):
    found = looked_at(tmp_path, "model,acc_a,acc_b,std_b,std_a,runs\nx,1,2,.1,.2,5\ny,2,3,.1,.3,5")
    assert (found.values, found.errors) == (("acc_a", "acc_b"), ("std_a", "std_b"))
    assert (found.runs, found.is_sure) == ("runs", True)
    assert likely_bar(found) == ("standard deviation", "runs")


def test_errors_of_one_system_alone_are_left_out_and_named(tmp_path):
    found = looked_at(
        tmp_path, "dataset,trials,accuracy_a,accuracy_b,b_plus_minus\nx,50,1,2,.1\ny,60,2,3,.1"
    )
    assert found.values == ("accuracy_a", "accuracy_b")
    assert (found.errors, found.others) == ((), ("trials", "b_plus_minus"))
    assert (found.has_bars, found.is_sure) == (False, True)


@pytest.mark.parametrize(
    "text",
    [
        "sex,age,label\nf,30,1\nm,40,0\nf,31,1",  # people
        "model,mpg,hp\nMazda RX4,21,110\nDatsun 710,22.8,93\nHornet,21.4,110",  # cars
        "fold,age,income\n1,30,100\n1,31,120\n2,40,90\n2,44,95",  # features beside a fold
        "run,temperature,pressure\n1,20,1.0\n2,25,1.1",  # an experiment
        "domain,visits,clicks\na.example,5,2\nb.example,7,3",
        "model,hours,seconds\na,1,2\nb,2,3",  # no scores at all
        "name\na\nb",
    ],
)
def test_other_tables_are_not_taken_for_results(tmp_path, text):
    found = looked_at(tmp_path, text)
    assert found is None or not found.is_sure


def test_the_baseline_is_known_by_its_name_else_the_first():
    assert likely_baseline(["ours", "random search"]) == ("random search", "its name says random")
    assert likely_baseline(["ours", "theirs"])[0] == "ours"
