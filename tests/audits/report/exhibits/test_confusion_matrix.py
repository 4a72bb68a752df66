"""Labels against predictions, each row in shares of its label."""

from tests.audits.report.exhibits.samples import SAMPLES, plain, shown


def test_a_cell_is_the_share_of_its_label(view):
    (heat,) = shown(view, "confusion_matrix", SAMPLES["confusion_matrix"])
    (name, (right, wrong)), (_, empty) = heat.rows
    assert (name, heat.columns) == ("label 0", ("answered 0", "answered 1"))
    assert (plain(right.value), right.sample_size, right.shade) == ("80.0 %", "8", 5)
    assert (plain(wrong.value), wrong.sample_size, wrong.shade) == ("20.0 %", "2", 2)
    assert empty == (None, None)


def test_the_ten_largest_classes_stand_in_their_order_and_the_rest_is_counted(view):
    size = 12
    counts = [[0] * size for _ in range(size)]
    for code in range(size):
        counts[code][code] = 1 + code
    content = {"classes": list("abcdefghijkl"), "rows": counts}
    (heat,) = shown(view, "confusion_matrix", content)
    assert [label for label, _ in heat.rows] == [f"label {name}" for name in "cdefghijkl"]
    assert heat.caption.endswith("2 smaller classes stand in the JSON report.")
