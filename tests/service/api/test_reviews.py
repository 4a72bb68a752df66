"""Comments and sign-offs by the API; what becomes of waivers is told in `test_reviewing.py`."""

from typing import Any

from tests.service.conftest import Place


def get(place: Place, path: str) -> Any:
    return place.client.get(f"/v1/{path}", headers=place.headers()).json


def test_comments_and_sign_offs_stand_by_whom_and_when(place: Place) -> None:
    audit = place.completed_audit()

    def post(what: str, key: str = "full", **body: str) -> Any:
        return place.client.post(
            f"/v1/audits/{audit}/{what}", json=body, headers=place.headers(key)
        )

    assert post("comments", text="see the memo", finding="f1").status_code == 201
    assert post("comments", text="x", finding="f9").status_code == 422
    assert post("comments", text="  ").status_code == 422
    assert post("sign-offs", key="writes", text="read").status_code == 403
    assert post("sign-offs", text="read, and accepted for the pilot").status_code == 201
    found = get(place, f"audits/{audit}/review")
    said = [(row["kind"], row["text"], row["finding"]) for row in found["remarks"]]
    assert said == [
        ("comment", "see the memo", "f1"),
        ("sign_off", "read, and accepted for the pilot", None),
    ]
    assert found["remarks"][1]["canonical_sha256"] == "1" * 64
    assert found["gate"] == "fail"
    actions = {line["action"] for line in get(place, "trail?action=audit")["items"]}
    assert {"audit.commented", "audit.signed_off"} <= actions
