"""The way from children to an endpoint: a wire for each, one count for all."""

import pytest

from audits.errors import Refused
from audits.models.endpoint.socket_transport import SocketCarrier
from audits.specification.endpoint import Descriptor, Traffic
from tests.endpoint_server import answering
from tests.local_hosts import LOCAL
from workers.endpoint_way import EndpointWay, located_recording


@pytest.mark.allow_hosts(LOCAL)
def test_each_child_has_a_wire_and_all_share_a_budget(tmp_path):
    with answering(lambda body, number: (200, {}, "{}")) as served:
        endpoint = Descriptor(served.url, "mlflow", traffic=Traffic(most_requests=3))
        record = tmp_path / "c.gz"
        with EndpointWay(endpoint, allowed=["127.0.0.1:*"], record=record) as way:
            spent = []
            for _ in range(2):
                with way.wire() as wire:
                    replies = SocketCarrier(wire).many([{"a": 1}, {"a": 2}], window=1)
                    spent += [reply.spent for _, reply in replies]
            assert way.usage["requests"] == 3
            assert way.usage["is_whole"] is True
    assert spent == [False, False, False, True]
    assert way.payload["endpoint"]["key"] is None
    assert record.stat().st_size > 0


def test_a_recording_is_read_by_the_child_and_nothing_is_sent(tmp_path):
    (tmp_path / "c.gz").write_bytes(b"")
    endpoint = located_recording(Descriptor("https://m.example", recorded="c.gz"), tmp_path)
    with EndpointWay(endpoint, record=tmp_path / "new.gz") as way, way.wire() as wire:
        assert wire is None
        assert way.payload["recorded"] == str(tmp_path / "c.gz")
        assert way.reads == [tmp_path / "c.gz"]
        assert way.usage == {"recorded": True}
    assert not (tmp_path / "new.gz").exists()
    with pytest.raises(Refused, match=r"model\.endpoint\.recorded"):
        located_recording(Descriptor("https://m.example", recorded="none.gz"), tmp_path)
