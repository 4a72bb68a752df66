import pytest

from audits.data.dataset import Column, Dataset, Texts
from audits.language.correspondence_cases import persons
from audits.measurement import Estimate, Undetermined
from audits.probes.language.names_found import names_found
from audits.specification.roles import Role
from tests.audits.probes.published import measure
from tests.subjects import Subject
from tests.taggers import CapitalLetters

DATA = Dataset((Column("text", Role.FEATURE, Texts.of(["x"])),))
PEOPLE = [(dict(p.groups), p.phrase) for p in persons() if p.signal == "name"]
BLACK = [name for groups, name in PEOPLE if groups["ethnicity"] == "Black"]
WHITE = [name for groups, name in PEOPLE if groups["ethnicity"] == "white"]


def measured(missing, **parameters):
    return measure(names_found, DATA, CapitalLetters(tuple(missing)), **parameters)


def test_a_tagger_that_misses_half_of_a_groups_names_is_told_from_one_that_misses_none():
    """Nine of eighteen names of Black people are missed, in all twenty sentences each."""
    numbers = measured(BLACK[::2])
    assert numbers["name_recall", "Black"].value == pytest.approx(0.5)
    assert numbers["name_recall", "white"].value == 1
    gap = numbers["name_recall_difference", "Black"]
    assert gap.value == pytest.approx(-0.5)
    assert gap.sample_size == (360, 360)
    assert gap.interval.upper < 0
    assert numbers["name_recall", ()].value == pytest.approx(0.75)


def test_one_name_of_eighteen_is_no_difference_of_groups():
    gap = measured(BLACK[:1])["name_recall_difference", "Black"]
    assert gap.value == pytest.approx(-1 / 18)
    assert gap.interval.upper > 0


def test_as_many_missed_on_either_side_are_no_gap():
    gap = measured([*BLACK[:6], *WHITE[:6]])["name_recall_difference", "Black"]
    assert isinstance(gap, Estimate)
    assert gap.value == pytest.approx(0)
    assert gap.interval.lower < 0 < gap.interval.upper


def test_fewer_sentences_than_the_smallest_group_are_undetermined():
    numbers = measured(BLACK[::2], smallest_group=1000)
    assert isinstance(numbers["name_recall_difference", "Black"], Undetermined)


def test_the_names_that_are_missed_are_shown():
    shown = list(names_found(Subject(DATA, CapitalLetters(("Hakim",)))))[-1]
    assert shown.content["rows"][0] == ["Hakim", 0.0]
    assert shown.kind == "sentences"
