"""Favourable answers of each group within each stratum."""

from audits.report.components import Heat
from tests.audits.report.exhibits.samples import SAMPLES, plain, shown


def test_small_cells_of_strata_are_dashed(view):
    content = {**SAMPLES["strata"], "strata": [{"stratum": "B", "favourable": [9, 60],
               "n": [10, 100]}]}  # fmt: skip
    (part,) = shown(view, "strata", content)
    assert isinstance(part, Heat)
    small, large = part.rows[0][1]
    assert (small.shade, large.shade) == (0, 4)


def test_a_cell_is_a_share_with_its_n(view):
    """Department A of Berkeley 1973 (Bickel et al.): 512 of 825 men, 89 of 108 women."""
    (part,) = shown(view, "strata", SAMPLES["strata"])
    assert part.columns == ("m", "f")
    (stratum, (men, women)) = part.rows[0]
    assert stratum == "dept A"
    assert (plain(men.value), men.sample_size) == ("62 %", "825")
    assert (plain(women.value), women.sample_size) == ("82 %", "108")
    assert "3 smaller strata stand in the JSON report." in part.caption


def test_nobody_has_no_cell_and_too_many_strata_are_counted(view):
    stratum = {"stratum": "B", "favourable": [0, 60], "n": [0, 100]}
    content = {**SAMPLES["strata"], "strata": [stratum] * 20}
    (part,) = shown(view, "strata", content)
    assert part.rows[0][1][0] is None
    assert len(part.rows) == 16
    assert "7 smaller strata" in part.caption


def test_strata_that_differ_are_said_to_be_averaged(view):
    compared = [{"group": {"sex": "f"}, "p_value": 0.0004, "differ": True},
                {"group": {"sex": "x"}, "p_value": 0.25, "differ": False}]  # fmt: skip
    (part,) = shown(view, "strata", {**SAMPLES["strata"], "homogeneity": compared})
    assert part.caption.endswith(
        "Strata share one odds ratio (Breslow-Day-Tarone): f p < 0.001 (they differ: the adjusted "
        "ratio is an average); x p 0.250."
    )
