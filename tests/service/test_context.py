"""What the views of one app share belongs to that app."""

import pytest

from service.context import services
from tests.service.conftest import Place


def test_each_app_has_its_own_services(place: Place) -> None:
    with place.app.app_context():
        assert services().records is place.records
        assert services().queue is place.queue


def test_outside_of_a_request_there_are_none(place: Place) -> None:
    with pytest.raises(RuntimeError, match="application context"):
        services()
