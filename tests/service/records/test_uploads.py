"""Files on their way in."""

import pytest

from service.records.errors import ConflictingWrite, NoRow
from tests.service.records.conftest import Home


def opened(home: Home, **fields: object) -> str:
    return home.write(lambda unit: unit.uploads.open("dataset", "p.csv", **fields).id)


def test_bytes_are_safe_up_to_where_the_last_piece_ended(home: Home) -> None:
    upload = opened(home, size_bytes=30)
    home.write(lambda unit: unit.uploads.advance(upload, start=0, end=10))
    home.write(lambda unit: unit.uploads.advance(upload, start=10, end=30))
    assert home.read(lambda unit: unit.uploads.find(upload).received_bytes) == 30
    with pytest.raises(ConflictingWrite, match="another offset"):
        home.write(lambda unit: unit.uploads.advance(upload, start=10, end=20))


def test_a_finished_upload_takes_nothing_more(home: Home) -> None:
    upload = opened(home)
    home.write(lambda unit: unit.uploads.finish(upload, version_id=home.dataset))
    row = home.read(lambda unit: unit.uploads.find(upload))
    assert (row.state, row.version_id) == ("finished", home.dataset)
    for act in (
        lambda unit: unit.uploads.advance(upload, start=0, end=1),
        lambda unit: unit.uploads.give_up(upload),
        lambda unit: unit.uploads.finish(upload, version_id=home.dataset),
    ):
        with pytest.raises(ConflictingWrite):
            home.write(act)


def test_what_nobody_goes_on_with_is_swept_and_its_part_wanted_no_more(home: Home) -> None:
    old = opened(home)
    home.age("uploads", "touched_at", 100)
    new = opened(home)
    sweep = lambda unit: unit.uploads.sweep(older_than_seconds=90)  # noqa: E731
    assert home.everyone(sweep) == [old]
    assert home.everyone(sweep) == []
    assert home.everyone(lambda unit: unit.uploads.open_ids()) == {new}
    home.write(lambda unit: unit.uploads.give_up(new))
    assert home.everyone(lambda unit: unit.uploads.open_ids()) == frozenset()


def test_others_have_no_such_upload(home: Home) -> None:
    upload = opened(home)
    with pytest.raises(NoRow):
        home.read(lambda unit: unit.uploads.find(upload), home.theirs)
    with pytest.raises(ConflictingWrite):
        home.write(lambda unit: unit.uploads.give_up(upload), home.theirs)
