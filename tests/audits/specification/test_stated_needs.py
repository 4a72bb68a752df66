import pytest

from audits.specification.stated_needs import StatedNeed

NOTHING = {"roles": [], "columns": [], "parameters": [], "datasets": [], "model": False}
NEED = StatedNeed(
    "why", "what to do", roles=("split",), columns=("radius",), parameters=("radii",),
    datasets=("earlier",), or_model=True,
)  # fmt: skip


@pytest.mark.parametrize(
    "there",
    [
        {"roles": ["label", "split"]}, {"columns": ["Radius"]}, {"parameters": {"radii": [0.5]}},
        {"datasets": {"earlier"}}, {"model": True},
    ],
)  # fmt: skip
def test_one_of_them_is_enough(there):
    assert NEED.met(**{**NOTHING, **there})


def test_none_of_them_is_not_and_a_model_helps_only_where_it_may():
    assert not NEED.met(**NOTHING)
    assert not StatedNeed("why", "what", roles=("split",)).met(**{**NOTHING, "model": True})
