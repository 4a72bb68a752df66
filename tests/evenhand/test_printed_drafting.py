"""Documents of printed figures: which columns name their rows, and what is still to say."""

import pytest

from audits.data.reading import profile_dataset
from audits.errors import Refused
from audits.planning.plan import make_plan
from audits.specification.parsing import accept_document, load_yaml
from evenhand.drafting import Words
from evenhand.printed_drafting import NO_ANSWERS, NO_READING, write_published
from tests.evenhand.test_initialising import Person

TABLE = "net,pixels,before,after,tries\n" + "".join(
    f"{net},{pixels},cat,{said},{tries}\n"
    for net in ("a", "b") for pixels in (1, 3) for said, tries in (("dog", 63), ("cat", 37))
)  # fmt: skip
SAID = Words(label="before", prediction="after", count="tries")


def written(tmp_path, printed, words=SAID, **asked):
    path = tmp_path / "t.csv"
    path.write_text(TABLE)
    profile = profile_dataset(path)
    made = write_published("t.csv", profile, printed, words=words, **asked)
    document = accept_document(load_yaml(made.text))
    make_plan(document, dataset=profile)
    (probe,) = document.probes
    return made, document, probe.parameters


def test_the_words_of_a_figures_name_say_which_columns_name_rows(tmp_path):
    made, document, parameters = written(tmp_path, ["a, 1: 63 %", "b, 3: 0.63"])
    assert parameters["by"] == ["net", "pixels"]
    assert parameters["printed"] == ["a, 1: 63 %", "b, 3: 0.63"]
    assert {name: str(spec.role) for name, spec in document.dataset.columns.items()} == {
        "before": "label", "after": "prediction", "tries": "count",
        "net": "feature", "pixels": "feature",
    }  # fmt: skip
    assert made.problems == (NO_READING,)


def test_a_figure_of_all_rows_names_none_and_a_person_says_what_it_counts(tmp_path):
    made, document, parameters = written(tmp_path, ["63 %"], ask=Person("changed"))
    assert "by" not in parameters
    assert (parameters["reading"], made.problems) == ("changed", ())
    assert document.policy.rules[0].attribute is None


def test_without_label_and_prediction_it_says_so(tmp_path):
    made, _, _ = written(tmp_path, ["a: 63 %"], words=Words())
    assert made.problems[0] == NO_ANSWERS


@pytest.mark.parametrize(
    ("printed", "said"), [("a: many", "--printed"), ("c: 63 %", "no column holds 'c'")]
)
def test_what_is_no_rate_or_names_no_row_is_refused(tmp_path, printed, said):
    with pytest.raises(Refused, match=said):
        written(tmp_path, [printed])
