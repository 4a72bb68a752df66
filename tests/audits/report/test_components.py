"""What a slider's script reads is what the table shows."""

from audits.report.components import Explorer


def test_the_scripts_data_hold_every_cut_rate_and_count():
    explorer = Explorer(
        id="cuts", title="Cuts", rates=("Selection rate", "False positive rate"), cuts=(0.1, 0.5),
        used_cut=1, groups=("f", "m"), sizes=(40, 60),
        shares=(((0.91234567, 0.5), (0.8, 0.25)), ((1.0, 0.75), (0.9, 0.125))),
        counts=((40, None), (60, 30)), cells=(("", ""), ("", "")), z_quantile=1.9599639845,
        charts=("fig-one",),
    )  # fmt: skip
    assert explorer.data == {
        "cuts": (0.1, 0.5),
        # Four digits: a hundredth of a percent, where the page shows a tenth.
        "shares": [[[0.9123, 0.5], [0.8, 0.25]], [[1.0, 0.75], [0.9, 0.125]]],
        "counts": ((40, None), (60, 30)),
        "z": 1.96,
        "charts": ("fig-one",),
    }
