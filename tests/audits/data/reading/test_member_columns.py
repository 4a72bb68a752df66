import pandas as pd
import pytest

from audits.data.reading import read_dataset
from audits.errors import Refused
from audits.specification.document import ColumnSpec
from audits.specification.roles import Kind, Role


def read(path, *names, missing=None):
    spec = ColumnSpec(role=Role.FEATURE, kind=Kind.CATEGORY, missing=missing)
    return read_dataset(path, dict.fromkeys(names, spec))


def written(tmp_path, cells):
    path = tmp_path / "d.csv"
    path.write_text("n,topics\n" + "".join(f"{at},{cell}\n" for at, cell in enumerate(cells)))
    return path


def test_a_member_of_a_list_is_a_column_of_two_values(tmp_path):
    path = written(tmp_path, ['"[""a"", ""b""]"', "b;c", "[]", "", "c"])
    data = read(path, "topics[a]", "topics[c]")
    assert [data["topics[a]"].values.codes.tolist(), data["topics[a]"].values.levels] == [
        [1, 0, 0, -1, 0], ("0", "1"),
    ]  # fmt: skip
    assert data["topics[c]"].values.codes.tolist() == [0, 1, 0, -1, 1]


def test_a_column_that_the_file_has_by_that_name_is_read_itself(tmp_path):
    path = tmp_path / "d.csv"
    path.write_text("topics,topics[a]\nb,x\na,y\n")
    assert read(path, "topics[a]")["topics[a]"].values.levels == ("x", "y")


def test_a_member_of_no_column_is_refused(tmp_path):
    with pytest.raises(Refused, match="no such column"):
        read(written(tmp_path, ["a", "b"]), "tags[a]")


def test_a_cell_that_is_no_list_is_refused_with_the_column(tmp_path):
    with pytest.raises(Refused, match="no list of labels") as refusal:
        read(written(tmp_path, ["a", "[a"]), "topics[a]")
    assert refusal.value.problems[0].field == "dataset.columns.topics"


def test_labels_with_a_comma_between_them_are_refused_where_they_are_asked_for(tmp_path):
    path = written(tmp_path, ["a", '"a, b"'])
    with pytest.raises(Refused, match=r"'a, b', labels with ',' between them") as refusal:
        read(path, "topics[a]", "topics[b]")
    assert "frame['topics'].str.replace(',', ';', regex=False)" in refusal.value.problems[0].remedy
    # One label of that name is one.
    assert read(path, "topics[a]", "topics[a, b]")["topics[a, b]"].values.codes.tolist() == [0, 1]


def test_texts_of_a_parquet_file_are_lists_too(tmp_path):
    path = tmp_path / "d.parquet"
    pd.DataFrame({"topics": ["a;b", "b", None, "[]", "a;b"]}).to_parquet(path)
    assert read(path, "topics[a]")["topics[a]"].values.codes.tolist() == [1, 0, -1, 0, 1]


def test_lists_of_codes_beside_names_are_refused(tmp_path):
    """Every row would have no label and be answered none: whole sets right would be 1."""
    path = written(tmp_path, ["0;2", "1", "[]", "", "2"])
    with pytest.raises(Refused, match="'0;2' is one, and 'art', 'law' are named"):
        read(path, "topics[law]", "topics[art]")
    # Lists of which none has a label say just that.
    assert read(written(tmp_path, ["[]", "[]"]), "topics[art]")["topics[art]"].values.levels == (
        "0",
    )


@pytest.mark.parametrize("word", ["null", "NA", "NaN", "None", " nan "])
def test_a_word_for_a_missing_cell_is_no_list_without_labels(tmp_path, word):
    data = read(written(tmp_path, ["a;b", "b", word, "[]"]), "topics[a]", "topics[b]")
    assert data["topics[a]"].values.codes.tolist() == [1, 0, -1, 0]
    assert data["topics[b]"].values.levels == ("0", "1")


def test_a_word_that_the_document_lists_is_missing_too(tmp_path):
    path = written(tmp_path, ["a;b", "b", "not read", "NA"])
    with pytest.raises(Refused, match="no list holds any label"):
        read(path, "topics[c]", missing=["not read"])
    data = read(path, "topics[a]", "topics[NA]", missing=["not read"])
    assert data["topics[a]"].values.codes.tolist() == [1, 0, -1, 0]
    assert data["topics[NA]"].values.codes.tolist() == [0, 0, -1, 1]


def test_a_word_that_may_say_that_nothing_is_known_is_asked_about(tmp_path):
    path = written(tmp_path, ["a;b", "b", "?", "[]"])
    with pytest.raises(Refused, match=r"holds '\?', which is no label that is named") as refusal:
        read(path, "topics[a]")
    assert 'say `missing: ["?"]` on the dataset' in refusal.value.problems[0].remedy
    assert read(path, "topics[a]", missing=["?"])["topics[a]"].values.codes.tolist() == [
        1,
        0,
        -1,
        0,
    ]
    assert read(path, "topics[a]", "topics[?]")["topics[?]"].values.codes.tolist() == [0, 0, 1, 0]
