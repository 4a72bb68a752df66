"""A model that changes behind its address is told of once a field."""

from audits.models.endpoint.model_names import ModelNames


def test_one_name_is_no_change_and_a_second_is_told_once():
    names = ModelNames()
    for _ in range(3):
        names.note(model="small-1", system_fingerprint="")
    names.note(model=None, system_fingerprint=7)
    assert names.warnings == ()
    names.note(model="small-2")
    (first,) = names.warnings
    assert "by the field `model` of its answers: small-1, small-2;" in first
    for _ in range(9):
        names.note(model="small-3")
    assert names.warnings == (first,)


def test_each_field_is_told_of():
    names = ModelNames()
    for state in ("a", "b"):
        names.note(model="small", system_fingerprint=state)
    (only,) = names.warnings
    assert "`system_fingerprint` of its answers: a, b" in only
