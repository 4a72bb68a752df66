"""A document becomes a queued audit, once."""

import threading

from tests.service.conftest import Place
from tests.service.worker_hands import (
    DOCUMENT_COLUMNS,
)


def test_an_upload_that_is_still_inspected_answers_409_and_when_to_ask(place: Place) -> None:
    version = place.client.post("/v1/datasets", data=b"a,b", headers=place.headers()).json["id"]
    answer = place.client.post(
        "/v1/audits", json={"dataset": {"id": version}}, headers=place.headers()
    )
    assert (answer.status_code, answer.json["code"]) == (409, "inspection_pending")
    assert answer.headers["Retry-After"]


def test_the_same_key_and_body_is_the_same_audit_even_at_once(place: Place) -> None:
    data = place.upload()
    document = {"dataset": {"id": data, "columns": DOCUMENT_COLUMNS}}
    headers = {**place.headers(), "Idempotency-Key": "release-7"}
    answers: list[tuple[int, str]] = []

    def send() -> None:
        answer = place.client.post("/v1/audits", json=document, headers=headers)
        answers.append((answer.status_code, answer.json["id"]))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 1
    assert answers[0][0] == 202
    other = place.client.post(
        "/v1/audits", json={**document, "settings": {"seed": 1}}, headers=headers
    )
    assert (other.status_code, other.json["code"]) == (422, "idempotency_key_reused")
