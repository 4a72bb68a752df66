import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Images, Texts
from audits.errors import NotApplicable, Refused
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.models import Answers
from audits.perturbations.exchange import donors
from audits.probes.confounds.dependence import dependence
from audits.probes.confounds.interventions import interventions
from audits.probes.confounds.worst_cells import worst_cells
from audits.running.undecodable_images import leave_out
from audits.specification.roles import Role
from tests.audits.probes.published import category, number
from tests.subjects import Subject

METRIC = "intervention_flip_rate"


class Fake:
    """Answers 1 where `sees` says so."""

    fingerprint = "fake"
    classes = ("0", "1")

    def __init__(self, reads, sees):
        self.reads = reads
        self.sees = sees

    def classify(self, features):
        codes = np.asarray(self.sees(features)).astype(np.intp)
        return Answers(codes, np.stack([1 - codes, codes], axis=1) * 0.8 + 0.1)


class Memory:
    def __init__(self, pictures):
        self.pictures = pictures

    def decode(self, name):
        if self.pictures[name] is None:
            raise Refused.because(f"dataset.images.{name}", "cannot be decoded", "leave it out")
        return self.pictures[name]


def tied(size=300, seed=0, share=0.8):
    draw = np.random.default_rng(seed)
    label = draw.integers(0, 2, size)
    return label, np.where(draw.random(size) < share, label, 1 - label), draw


def columns(label, mark):
    return (
        category("y", Role.LABEL, map(str, label), positive="1"),
        category("mark", Role.NUISANCE, np.array(["no", "yes"])[mark]),
    )


def pictures(*, damaged=()):
    """The subject is in the middle, the mark in a corner."""
    label, mark, draw = tied()
    held = {}
    for at, (subject, corner) in enumerate(zip(label, mark, strict=True)):
        picture = draw.integers(0, 40, (12, 12, 3)).astype(np.uint8)
        picture[4:8, 4:8] = 200 if subject else 60
        if corner:
            picture[0, 0] = 255
        held[f"p{at:03}"] = None if at in damaged else picture
    names = np.array(list(held), dtype=object)
    return Dataset(
        (*columns(label, mark), Column("shot", Role.FEATURE, Images(names, Memory(held))))
    )


def by_corner(features):
    return [picture[0, 0, 0] > 128 for picture in features["shot"]]


def by_subject(features):
    return [picture[4:8, 4:8].mean() > 128 for picture in features["shot"]]


def flips(data, model, **parameters):
    found, shown = {}, []
    for item in interventions(Subject(data, model), **parameters):
        if isinstance(item, Exhibit):
            shown.append(item)
        else:
            found[item.group[0][1]] = item
    return found, shown


def test_a_model_that_looks_at_the_mark_changes_its_answer_with_it():
    found, shown = flips(pictures(), Fake(("shot",), by_corner))
    assert found["mark"].value == 1
    assert found["mark"].p_value < 1e-6
    assert found["shot: border covered"].value > 0.3
    assert shown[0].content["tone"] == "flag"
    assert shown[0].title == "Changing mark alone changes 100.0 % of the answers."


def test_a_model_that_looks_at_the_subject_does_not():
    found, shown = flips(pictures(), Fake(("shot",), by_subject))
    assert found["mark"].value == 0
    assert found["mark"].interval.upper < 0.02
    assert shown[0].content["tone"] == "clear"


def test_pairs_are_pictures_in_the_page_itself():
    _, shown = flips(pictures(), Fake(("shot",), by_corner))
    (gallery, *_) = [item for item in shown if item.kind == "pairs"]
    first = gallery.content["pairs"][0]
    assert first["before"]["image"].startswith("data:image/png;base64,")
    assert first["before"]["image"] != first["after"]["image"]
    assert " became " in first["note"]


def test_damaged_pictures_are_named_and_the_rest_is_asked():
    subject = Subject(pictures(damaged=(3, 5)), Fake(("shot",), by_subject))
    leave_out(subject, [interventions])
    found = [m for m in interventions(subject) if isinstance(m, Estimate)]
    assert found[0].sample_size == 298
    assert any("p003, p005" in warning for warning in subject.warnings)


@pytest.mark.parametrize("check", [dependence, worst_cells], ids=lambda check: check.name)
def test_the_other_checks_go_on_without_damaged_pictures_too(check):
    subject = Subject(pictures(damaged=(3, 5)), Fake(("shot",), by_subject))
    leave_out(subject, [check])
    assert len(subject.data) == 298
    found = [m for m in check(subject) if not isinstance(m, Exhibit)]
    assert {m.sample_size for m in found} <= set(range(299))
    assert any("p003, p005" in warning for warning in subject.warnings)


def mails():
    label, mark, draw = tied()
    words = [f"word{at}" for at in range(40)]
    texts = []
    for subject, signed in zip(label, mark, strict=True):
        said = [*draw.choice(words, 12), "refund" if subject else "thanks"]
        draw.shuffle(said)
        texts.append(" ".join(said) + (" -- regards Zed" if signed else ""))
    return Dataset((*columns(label, mark), Column("mail", Role.FEATURE, Texts.of(texts))))


def test_a_signature_is_stripped_and_lent():
    data = mails()
    signed, _ = flips(data, Fake(("mail",), lambda f: ["Zed" in text for text in f["mail"]]))
    assert signed["mark"].value == 1
    honest, shown = flips(data, Fake(("mail",), lambda f: ["refund" in t for t in f["mail"]]))
    assert honest["mark"].value == 0
    assert "zed" in shown[0].content["words"]
    assert honest["mail: lower case"].value == 0
    assert signed["mail: lower case"].value > 0.3


def patients(*, fed=True):
    label, mark, draw = tied()
    return Dataset(
        (
            category("y", Role.LABEL, map(str, label), positive="1"),
            category("site", Role.NUISANCE, np.array(["north", "south"])[mark]),
            number("dose", Role.FEATURE, label * 2 + draw.normal(size=300)),
        )
    )


def test_a_site_column_is_exchanged_within_the_label():
    data = patients()
    uses = Fake(("site", "dose"), lambda f: f["site"] == "south")
    found, _ = flips(data, uses)
    assert found["site"].value == 1
    honest, shown = flips(data, Fake(("site", "dose"), lambda f: f["dose"] > 1))
    assert honest["site"].value == 0
    assert shown[0].content["tone"] == "clear"


def test_a_nuisance_that_the_model_cannot_see_is_undetermined():
    found, _ = flips(patients(), Fake(("dose",), lambda f: f["dose"] > 1))
    assert isinstance(found["site"], Undetermined)
    assert "reads neither it" in found["site"].reason


@pytest.mark.parametrize(
    ("values", "reason"), [(["x"] * 300, "constant"), ([None] * 300, "missing")]
)
def test_a_nuisance_that_never_varies_is_undetermined(values, reason):
    held = patients()
    column = category("site", Role.NUISANCE, values)
    data = Dataset((held.columns[0], column, held.columns[2]))
    found, _ = flips(data, Fake(("site", "dose"), lambda f: f["dose"] > 1))
    assert reason in found["site"].reason


def test_a_nuisance_equal_to_the_label_has_nothing_to_exchange():
    label, _, _ = tied()
    data = Dataset(columns(label, label))
    found, _ = flips(data, Fake(("mark",), lambda f: f["mark"] == "yes"))
    assert "one value only" in found["mark"].reason


def test_a_mask_lets_the_background_be_changed():
    data = pictures()
    shape = np.zeros((12, 12, 3), dtype=np.uint8)
    shape[4:8, 4:8] = 255
    names = np.array(["mask"] * len(data), dtype=object)
    masks = Column("mask", Role.MASK, Images(names, Memory({"mask": shape})))
    found, _ = flips(Dataset((*data.columns, masks)), Fake(("shot",), by_corner))
    assert found["shot: background masked"].value > 0.3
    honest, _ = flips(Dataset((*data.columns, masks)), Fake(("shot",), by_subject))
    assert honest["shot: background swapped"].value == 0


def test_donors_have_the_same_label_and_the_wanted_value():
    draw = np.random.default_rng(0)
    strata, levels = draw.integers(0, 3, 200), draw.integers(-1, 2, 200)
    for same in (True, False):
        lent = donors(strata, levels, draw, same_level=same)
        asked = np.flatnonzero(lent >= 0)
        assert len(asked) == (levels >= 0).sum()  # everybody whose level is known finds one
        assert (strata[lent[asked]] == strata[asked]).all()
        assert ((levels[lent[asked]] == levels[asked]) == same).all()
        assert (lent[asked] != asked).all()
        assert (lent[levels < 0] == -1).all()


def test_the_order_of_rows_changes_no_number():
    data = pictures()
    order = np.random.default_rng(4).permutation(len(data))
    model = Fake(("shot",), by_corner)
    first, second = flips(data, model)[0], flips(data.take(order), model)[0]
    assert first == second


def test_fewer_rows_are_asked_where_that_is_wanted():
    found, _ = flips(pictures(), Fake(("shot",), by_subject), asked_rows=100)
    assert found["mark"].sample_size == 100


def test_with_nothing_to_change_it_does_not_run():
    held = patients()
    data = Dataset((held.columns[0], held.columns[2]))
    with pytest.raises(NotApplicable, match="no nuisance is declared"):
        list(interventions(Subject(data, Fake(("dose",), lambda f: f["dose"] > 1))))
