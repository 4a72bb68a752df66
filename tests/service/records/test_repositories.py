"""Every repository is over the unit's own session, is made once, and says what it holds."""

import inspect
from functools import cached_property
from importlib import import_module
from pathlib import Path

import pytest

from service.records.repositories import Repositories
from service.records.unit_of_work import UnitOfWork
from tests.service.records.conftest import Home

NAMES = [
    name for name, value in inspect.getmembers(Repositories) if isinstance(value, cached_property)
]


@pytest.mark.parametrize("name", NAMES)
def test_a_repository_is_made_once_over_the_session_of_its_unit(home: Home, name: str) -> None:
    with home.records.reading(home.ours) as unit, home.records.reading(home.ours) as other:
        repository = getattr(unit, name)
        assert getattr(unit, name) is repository
        assert getattr(other, name) is not repository
        assert repository._session is unit._session
        assert repository._session is not other._session


@pytest.mark.parametrize("name", NAMES)
def test_each_says_what_it_holds(name: str) -> None:
    assert inspect.getdoc(getattr(Repositories, name))


def test_quotas_are_of_the_unit_s_tenant(home: Home) -> None:
    with home.records.reading(home.ours) as unit:
        assert unit.quotas._tenant == unit.tenant == home.ours


def test_whatever_takes_a_session_is_reached_through_a_unit() -> None:
    reached = {base for name in NAMES for base in _type_of(name).__mro__}
    takes_a_session = {
        type_
        for path in Path(inspect.getfile(Repositories)).parent.glob("*.py")
        for type_ in vars(import_module(f"service.records.{path.stem}")).values()
        if inspect.isclass(type_)
        and type_.__module__ == f"service.records.{path.stem}"
        and "session" in inspect.signature(type_.__init__).parameters
    }
    assert takes_a_session - reached == {Repositories, UnitOfWork}


def _type_of(name: str) -> type:
    hints = inspect.get_annotations(getattr(Repositories, name).func, eval_str=True)
    return hints["return"]  # type: ignore[no-any-return]
