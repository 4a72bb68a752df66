"""What is kept no longer."""

from tests.service.records.conftest import SHA, Home

DAY = 86_400


def test_ended_audits_go_when_they_are_old_and_answer_no_other(home: Home) -> None:
    first, second, waiting = home.completed(), home.completed(), home.audit()
    home.audit(same_as=first)
    home.age("audits", "finished_at", 40 * DAY)
    remove = lambda days: home.everyone(  # noqa: E731
        lambda unit: unit.retention.remove_ended(older_than_seconds=days * DAY)
    )
    assert remove(41) == {}
    assert remove(39) == {home.ours: [second]}
    left = {row.id for row in home.read(lambda unit: unit.audits.page().rows)}
    assert {first, waiting} <= left
    assert second not in left


def test_bytes_are_swept_when_nothing_names_them_and_they_have_settled(home: Home) -> None:
    loose = "b" * 64
    home.write(lambda unit: unit.artifacts.add_all(home.ours, {SHA: 10, loose: 4}))
    sweepable = lambda unit: unit.retention.unreferenced()  # noqa: E731
    assert home.everyone(sweepable) == []  # an upload may still be under way
    home.age("artifacts", "created_at", 2 * DAY)
    assert home.everyone(sweepable) == [(home.ours, loose)]  # the dataset names the other
    assert home.everyone(lambda unit: unit.retention.forget(home.ours, loose)) is True
    assert home.everyone(sweepable) == []
    # What is named is not forgotten, whoever asks.
    assert home.everyone(lambda unit: unit.retention.forget(home.ours, SHA)) is False


def test_bytes_that_two_own_stay_for_the_other(home: Home) -> None:
    loose = "b" * 64
    for tenant in (home.ours, home.theirs):
        home.write(lambda unit, t=tenant: unit.artifacts.add(t, loose, 4), tenant)
    assert home.everyone(lambda unit: unit.retention.forget(home.ours, loose)) is False
    assert home.everyone(lambda unit: unit.retention.forget(home.theirs, loose)) is True
