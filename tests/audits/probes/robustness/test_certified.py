from statistics import NormalDist

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import NotApplicable
from audits.measurement import Exhibit
from audits.probes.robustness.certified import certified
from audits.probing.subject import Subject
from audits.specification.roles import Role
from audits.statistics.proportions import wilson
from tests import askable
from tests.audits.probes.published import figures
from tests.pixel_models import gallery, linear, margins


def measured(subject, **parameters):
    given = {"confidence": 0.95, "smallest_group": 30, **parameters}
    held = list(certified(subject, **given))
    exhibits = [each for each in held if isinstance(each, Exhibit)]
    return {(m.metric, m.group): m for m in held if not isinstance(m, Exhibit)}, exhibits


@pytest.fixture(scope="module")
def smoothed():
    subject = Subject(gallery(), linear())
    return subject, *measured(subject, certified_rows=120, sigma=0.1, draws=500, radius=0.05)


def edges():
    """Of each row its distance from the plane, 0 where the answer is wrong."""
    model, data = linear(), gallery()
    pixels = model.pixels(data.features(("picture",), np.arange(len(data))))
    labels = data["y"].categories.codes  # its levels are no and yes, as the model's classes
    return margins(model, pixels, labels, 2)


def test_a_linear_model_is_certified_for_no_more_rows_than_stand(smoothed):
    """The smoothed linear model is the model itself, so that its true share is known."""
    _, numbers, _ = smoothed
    for radius in ("0", "0.0125", "0.025", "0.05", "0.1", "0.2"):
        value = numbers["certified_accuracy", (("radius", radius),)].value
        true = (edges() > float(radius)).mean()
        assert value <= true + 1 / 120
        if float(radius) < 0.1:  # five hundred draws certify the near ones
            assert value >= true - 0.15
    assert numbers["certified_accuracy", ()].value == (
        numbers["certified_accuracy", (("radius", "0.05"),)].value
    )


def test_it_says_what_it_speaks_of_and_how_far_it_can(smoothed):
    subject, numbers, (curve,) = smoothed
    # Of 500 draws that all agree, .001 to the power of 1 / 500 is the limit of the share.
    largest = 0.1 * NormalDist().inv_cdf(0.001 ** (1 / 500))
    assert f"no radius above {largest:.4g}" in curve.content["note"]
    assert "smoothed classifier" in curve.content["note"]
    assert "of the smoothed classifier" in numbers["certified_accuracy", ()].method
    assert any("smoothed classifier" in warning for warning in subject.warnings)
    assert numbers["certified_accuracy", (("radius", "0.2"),)].sample_size == 120


def test_each_group_and_the_gap(smoothed):
    _, numbers, _ = smoothed
    women, men = (numbers["certified_accuracy", (("sex", sex),)] for sex in "fm")
    assert women.sample_size + men.sample_size == 120
    gaps = [m for (metric, _), m in numbers.items() if metric == "certified_accuracy_difference"]
    assert abs(gaps[0].value) == pytest.approx(abs(women.value - men.value))


def test_intervals_are_for_networks_that_have_them():
    with pytest.raises(NotApplicable, match="ONNX networks that read one picture"):
        measured(Subject(gallery(), linear()), method="intervals")


def recorded(radii, predicted, labels):
    return Dataset(
        (
            Column("label", Role.LABEL, Categories.of(labels)),
            Column("predict", Role.PREDICTION, Categories.of(predicted)),
            Column("radius", Role.SCORE, Numbers(np.array(radii, dtype=float))),
        )
    )


def test_recorded_certificates_by_hand():
    """Right within .5: 3 of 8; one abstained, one is of another class, one of a class unknown."""
    table = recorded(
        [0.6, 0.5, 0.4, 0.9, 0.0, 0.7, 0.8, 0.2],
        ["a", "a", "a", "b", "-1", "a", "c", "b"],
        ["a", "a", "a", "b", "b", "b", "b", "b"],
    )
    numbers, _ = measured(Subject(table), radius=0.5, smallest_group=5)
    assert numbers["certified_accuracy", ()].value == 3 / 8
    assert numbers["certified_accuracy", (("radius", "0"),)].value == 5 / 8
    assert numbers["certified_abstention_share", ()].value == 1 / 8


def test_a_table_without_radii_says_what_it_needs():
    table = Dataset(recorded([1.0], ["a"], ["a"]).columns[:2])
    with pytest.raises(NotApplicable, match="nor a table of certificates"):
        measured(Subject(table))
    with pytest.raises(NotApplicable, match="a radius is below 0"):
        measured(Subject(recorded([-1.0], ["a"], ["a"])))


def test_a_table_of_numbers_has_no_pixels():
    with pytest.raises(NotApplicable, match="no single column of pictures"):
        measured(Subject(askable.people(), askable.LinearTable({"x0": 1.0})))


@pytest.mark.parametrize("log", figures("smoothing_certified")["logs"], ids=lambda log: log["file"])
def test_published_certificates_give_the_published_accuracy_by_radius(log):
    """Forty cells of 500 pictures (Salman et al. 2019); who abstained stays among them."""
    rows = [
        ("right", at) for at, n in zip(log["radii"], log["right"], strict=True) for _ in range(n)
    ]
    rows += [("wrong", 0.0)] * log["wrong"] + [("-1", 0.0)] * log["abstained"]
    data = Dataset(
        (
            Column("label", Role.LABEL, Categories.of(["right"] * len(rows))),
            Column("predict", Role.PREDICTION, Categories.of([answer for answer, _ in rows])),
            Column("radius", Role.SCORE, Numbers(np.array([radius for _, radius in rows]))),
        )
    )
    found, _ = measured(Subject(data), radii=tuple(log["radii"]), radius=0.25)
    for at, (radius, printed) in enumerate(zip(log["radii"], log["published"], strict=True)):
        one, by_hand = (
            found["certified_accuracy", (("radius", f"{radius:g}"),)],
            sum(log["right"][at:]),
        )
        assert one.value == pytest.approx(by_hand / 500, abs=1e-9)
        assert one.value == pytest.approx(printed, abs=0.0051)
        assert one.sample_size == 500
        assert (one.interval.lower, one.interval.upper) == wilson((by_hand, 500), 0.95)
    abstained = found["certified_abstention_share", ()]
    assert abstained.value * 500 == pytest.approx(log["abstained"])
