from audits.models import foreign_kinds
from audits.models.foreign_kinds import Kind

KINDS = {name: kind for name, kind in vars(foreign_kinds).items() if isinstance(kind, Kind)}


def test_every_kind_is_told_from_the_others_and_says_what_to_do():
    assert len(KINDS) >= 40
    assert len({(kind.is_a, kind.remedy) for kind in KINDS.values()}) == len(KINDS)
    for name, kind in KINDS.items():
        assert len(kind.remedy) > 10, name
        assert not kind.remedy[0].isupper(), name  # it follows a reason in one sentence
        assert kind.remedy.count("`") % 2 == 0, name


def test_pickles_have_a_code_of_their_own():
    pickles = {name for name, kind in KINDS.items() if kind.code == "pickle"}
    assert pickles == {"PICKLE", "JOBLIB", "CHECKPOINT"}
