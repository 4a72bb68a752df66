from audits.data.reading import profile_dataset
from audits.planning.label_set_guesses import LabelSetGuess
from audits.planning.plan import make_plan
from audits.specification.label_set import SET
from audits.specification.parsing import accept_document, load_yaml
from evenhand.initialising import write_document
from evenhand.label_set_drafting import label_set_lines
from tests.labelled import LABELS, people


def test_lists_and_columns_are_written_with_the_reason():
    lists = LabelSetGuess(("a", "b"), frozenset(), "so it is", "truth", "said")
    assert list(label_set_lines(lists)) == [
        "label_set:  # so it is; every label is a head, and their set one more",
        "  labels: [a, b]", "  label: truth", "  prediction: said",
    ]  # fmt: skip
    columns = LabelSetGuess(("yes", "b"), frozenset(), "so it is", answers=("p1", "p2"))
    assert list(label_set_lines(columns))[1:] == [
        '  labels: [yes, b]', "  prediction:", '    yes: p1', "    b: p2",
    ]  # fmt: skip


def begun(folder, table):
    table.to_csv(folder / "d.csv", index=False)
    profile = profile_dataset(folder / "d.csv")
    written = write_document("d.csv", profile)
    assert written.problems == ()
    return make_plan(accept_document(load_yaml(written.text)), dataset=profile)


def test_a_document_begun_for_columns_of_labels_audits_each_and_their_set(tmp_path):
    table = people().drop(columns=["topics", "said"])
    table = table.rename(columns={f"said_{name}": f"pred_{name}" for name in LABELS})
    assert tuple(begun(tmp_path, table).heads) == (*LABELS, SET)


def test_a_document_begun_for_lists_audits_each_label_and_their_set(tmp_path):
    table = people()[["sex", "x0", "topics", "said"]].rename(columns={"said": "predicted"})
    assert tuple(begun(tmp_path, table).heads) == (*LABELS, SET)
