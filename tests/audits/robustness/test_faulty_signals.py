"""Sounds under each corruption: every row, made anew only when it is asked for."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Sequences
from audits.data.sounds import Sound
from audits.errors import NotApplicable
from audits.models import Answers
from audits.perturbations.corruptions import sequences
from audits.perturbations.corruptions.sounds import CORRUPTIONS
from audits.probes.robustness.corruptions import corruptions
from audits.probing.subject import Subject
from audits.robustness.corrupting import corrupted
from audits.robustness.faulty_signals import sequence_faults, sound_faults
from audits.specification.roles import Role
from tests import sound_families


def faults_of(data, *kinds, seed=0):
    values = {"file": data["file"].values}
    subject = Subject(data, None, seed=seed)
    return {fault.name: fault for fault in sound_faults(subject, values, kinds, {})}


def test_each_kind_changes_every_sound_at_five_severities():
    data = sound_families.tones(3)
    faults = faults_of(data, *CORRUPTIONS)
    assert list(faults) == list(CORRUPTIONS)
    for name, fault in faults.items():
        assert fault.family == CORRUPTIONS[name].family
        assert all(touched.all() for touched in fault.touched)
        assert [list(columns) for columns in fault.versions] == [["file"]] * 5


def test_a_row_is_changed_alike_whoever_is_asked_beside_it():
    data = sound_families.tones(3)
    worst = faults_of(data, "white_noise")["white_noise"].versions[4]["file"]
    (alone,) = worst.take(np.array([2])).fed()
    together = worst.fed()[2]
    np.testing.assert_array_equal(alone.samples, together.samples)
    other = faults_of(data, "white_noise", seed=1)["white_noise"].versions[4]["file"]
    assert np.abs(other.fed()[2].samples - together.samples).max() > 0.01


def test_a_table_has_no_sounds():
    data = sound_families.tones(3)
    assert list(sound_faults(Subject(data, None), {}, tuple(CORRUPTIONS), {})) == []


class Pitch:
    """Answers high where a sound crosses zero often enough, which noise changes."""

    classes = ("high", "low")
    fingerprint = "0" * 64
    reads = ("file",)

    def classify(self, features):
        rates = [
            np.mean(np.diff(np.signbit(each.samples)) != 0) * each.rate / 2
            for each in features["file"]
        ]
        return Answers(np.array([0 if rate > 600 else 1 for rate in rates]), None)


@pytest.fixture(scope="module")
def measured():
    """Low tones of f lie just under the bound of 600 Hz, those of m far below."""
    rows = range(80)
    hertz = [900 if row % 2 else (550 if row % 4 < 2 else 150) for row in rows]
    sounds = [
        Sound(sound_families.tone(pitch, 0.25, seed=row, noise=0.005), sound_families.RATE)
        for row, pitch in enumerate(hertz)
    ]
    labels = Categories.of(["high" if row % 2 else "low" for row in rows])
    groups = Categories.of(["f" if row % 4 < 2 else "m" for row in rows])
    data = Dataset((
        sound_families.column_of(sounds), Column("pitch", Role.LABEL, labels),
        Column("voice", Role.PROTECTED, groups, reference="m"),
    ))  # fmt: skip
    made = corruptions(Subject(data, Pitch()), kinds=("white_noise", "quieter"), corrupted_rows=80)
    return {(one.metric, one.group): one for one in made if hasattr(one, "metric")}


def test_accuracy_under_noise_is_measured_by_group(measured):
    f = measured["corruption_accuracy", (("voice", "f"),)]
    m = measured["corruption_accuracy", (("voice", "m"),)]
    assert f.value < m.value
    assert (f.sample_size, m.sample_size) == (40, 40)
    assert measured["corruption_clean_accuracy", (("voice", "f"),)].value == 1.0
    quieter = measured["corruption_accuracy", (("corruption", "quieter"),)].value
    assert quieter > measured["corruption_accuracy", (("corruption", "white_noise"),)].value


def test_a_kind_that_is_none_of_sounds_is_named_with_those_that_are():
    with pytest.raises(NotApplicable, match="no corruption") as refused:
        corrupted(Subject(sound_families.tones(3), Pitch()), 3, ("typos",))
    assert "white_noise" in refused.value.remedy


def test_sequences_are_changed_and_untouched_rows_are_not_asked_again():
    rows = [np.arange(20.0), np.full(20, 3.0), None]
    data = Dataset((Column("x", Role.FEATURE, Sequences.of(rows)),))
    left_out = {}
    made = sequence_faults(
        Subject(data, None), {"x": data["x"].values}, ("later", "held_span"), left_out
    )
    faults = {fault.name: fault for fault in made}
    assert list(faults) == ["later", "held_span"]
    later = faults["later"]
    assert later.touched[4].tolist() == [True, False, False]  # the second row is one value
    np.testing.assert_array_equal(
        later.versions[4]["x"].values[0][:, 0], np.r_[np.zeros(6), np.arange(14.0)]
    )
    assert left_out == {}


def test_what_changes_no_row_is_left_out():
    data = Dataset((Column("x", Role.FEATURE, Sequences.of([np.full(20, 3.0)])),))
    left_out = {}
    assert list(sequence_faults(Subject(data, None), {"x": data["x"].values}, ("later",),
                                left_out)) == []  # fmt: skip
    assert left_out == {"later": "later changes no row"}


def test_steps_of_whole_numbers_stay_whole():
    """Noise and a line between two ends would make fractions of codes and counts."""
    counts = np.random.default_rng(0).integers(0, 9, (3, 20)).astype(float)
    halves = counts + 0.5
    data = Dataset((Column("x", Role.FEATURE, Sequences.of(list(counts))),
                    Column("y", Role.FEATURE, Sequences.of(list(halves)))))  # fmt: skip
    columns = {name: data[name].values for name in "xy"}
    kinds = tuple(sequences.CORRUPTIONS)
    for fault in sequence_faults(Subject(data, None), columns, kinds, {}):
        for version in fault.versions:
            assert all((row == np.rint(row)).all() for row in version["x"].values)
        if fault.name == "step_noise":
            assert any((row != np.rint(row)).any() for row in fault.versions[4]["y"].values)
            assert fault.touched[4].all()
