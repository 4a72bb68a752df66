"""What an organisation uses, beside what it may."""

from tests.service.conftest import Place


def test_bytes_and_waiting_audits_are_ones_own(place: Place) -> None:
    place.upload(content=b"a" * 1234, name="a")
    place.audit()  # of eight bytes more
    usage = place.client.get("/v1/usage", headers=place.headers()).json
    assert usage["stored_bytes"] == 1242
    assert usage["arriving_bytes"] == 0
    assert usage["queued_audits"] == 1
    assert usage["most_queued"] == place.queue.most_queued
    other = place.client.get("/v1/usage", headers=place.headers("stranger")).json
    assert (other["stored_bytes"], other["queued_audits"]) == (0, 0)
