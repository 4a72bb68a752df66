import pytest

from audits.specification.cut_levels import cut_levels


@pytest.mark.parametrize(
    ("cuts", "levels"),
    [
        ([25, 60], ("<=25", "25-60", ">60")), ([0.5], ("<=0.5", ">0.5")),
        ([-5, 5.0], ("<=-5", "-5-5", ">5")),
        (["2026-01-01", "2026-02-01"],
         ("<=2026-01-01", "2026-01-01 to 2026-02-01", ">2026-02-01")),
    ],
)  # fmt: skip
def test_intervals_are_named_after_their_ends(cuts, levels):
    assert cut_levels(cuts) == levels
    assert len(levels) == len(cuts) + 1
