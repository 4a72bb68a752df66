"""The audit before this one is one's own tenant's."""

from tests.workers.test_comparison import Place, _no_server_left, place

__all__ = ["_no_server_left", "place"]  # fixtures


def test_nobody_is_compared_with_another_tenants_audit(place: Place) -> None:
    place.audit(0.5, tenant=1)
    assert "comparison" not in place.report(place.audit(0.55, tenant=0))
