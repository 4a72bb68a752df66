"""Rows of another tenant do not exist, whoever asks and however."""

import pytest
from sqlalchemy import delete, update

from service.records.errors import NoRow
from service.records.tables import Audit, User
from service.records.unit_of_work import EVERYONE, UnitOfWork
from tests.service.records.conftest import Home


def test_new_rows_belong_to_the_units_tenant(home: Home) -> None:
    audit = home.audit()
    assert home.read(lambda unit: unit.audits.find(audit).tenant_id) == home.ours
    with pytest.raises(NoRow):
        home.read(lambda unit: unit.audits.find(audit), home.theirs)
    assert home.read(lambda unit: unit.audits.find(audit).id, EVERYONE) == audit


def test_a_row_of_another_tenant_cannot_be_written(home: Home) -> None:
    def theirs(unit: UnitOfWork) -> None:
        unit._session.add(User(name="eve", tenant_id=home.theirs, password_argon2="x", scopes=[]))
        unit.commit()

    with pytest.raises(ValueError, match="another tenant"):
        home.write(theirs)


def test_no_change_and_no_deletion_reaches_a_strangers_row(home: Home) -> None:
    audit = home.audit()
    for statement in (update(Audit).values(name="taken"), delete(Audit)):
        home.write(lambda unit, s=statement: (unit._session.execute(s), unit.commit()), home.theirs)
    assert home.read(lambda unit: unit.audits.find(audit).name) != "taken"


def test_a_count_is_of_ones_own(home: Home) -> None:
    home.audit()
    assert home.read(lambda unit: unit.count(Audit)) == 1
    assert home.read(lambda unit: unit.count(Audit), home.theirs) == 0
    assert home.read(lambda unit: unit.count(Audit), EVERYONE) == 1
