"""Answers on their way into and out of the child."""

from tests.workers.test_comparison import Place, _no_server_left, place

__all__ = ["_no_server_left", "place"]  # fixtures


def test_answers_that_are_gone_or_damaged_only_cost_the_pairing(place: Place) -> None:
    first = place.audit(0.5)
    sha256 = place.kept(first).answers_sha256
    assert sha256 is not None
    place.store.remove(sha256)
    second = place.report(place.audit(0.55))
    assert second["comparison"]["unpaired"] == "no answers row by row were kept"
    assert second["comparison"]["fixed"] is not None
