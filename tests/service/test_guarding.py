"""Who asks too often, or guesses, hears 429 and when to come again."""

import statistics
import time
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from service.app import create_app
from service.artifacts import open_store
from service.hashing import is_password
from service.records.unit_of_work import EVERYONE
from tests.service.conftest import ORIGIN, Place

HEADERS = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "RateLimit-Policy")


@pytest.fixture
def strict(place: Place) -> Callable[..., FlaskClient]:
    """Clients of the same service with other bounds."""

    def make(**bounds: int) -> FlaskClient:
        settings = place.settings.model_copy(update=bounds)
        app = create_app(
            settings, records=place.records, store=open_store(settings), queue=place.queue
        )
        return app.test_client()

    return make


def test_every_counted_answer_says_what_is_left(place: Place) -> None:
    answer = place.client.get("/v1/audits", headers=place.headers())
    assert all(name in answer.headers for name in HEADERS)
    assert int(answer.headers["RateLimit-Remaining"]) < int(answer.headers["RateLimit-Limit"])
    assert "RateLimit-Limit" not in place.client.get("/healthz").headers


@pytest.mark.parametrize(
    ("bound", "other_key_passes"),
    [("key_requests", True), ("tenant_requests", True), ("address_requests", False)],
)
def test_beyond_the_bound_it_is_429_with_the_time_to_wait(
    place: Place, strict: Callable[..., FlaskClient], bound: str, other_key_passes: bool
) -> None:
    client = strict(**{bound: 5})
    codes = [client.get("/v1/audits", headers=place.headers()).status_code for _ in range(7)]
    assert codes == [200] * 5 + [429] * 2
    refused = client.get("/v1/audits", headers=place.headers())
    assert refused.mimetype == "application/problem+json"
    assert refused.json["code"] == "rate_limited"
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["RateLimit-Remaining"] == "0"
    other = client.get("/v1/audits", headers=place.headers("stranger"))
    assert (other.status_code == 200) is other_key_passes
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_a_second_key_of_the_tenant_has_its_own_bound_and_shares_the_tenants(
    place: Place, strict: Callable[..., FlaskClient]
) -> None:
    client = strict(key_requests=4, tenant_requests=6)
    codes = [
        client.get("/v1/audits", headers=place.headers(key)).status_code
        for key in ["full"] * 5 + ["reads"] * 3
    ]
    assert codes == [200, 200, 200, 200, 429, 200, 200, 429]


def test_nought_is_no_bound(place: Place, strict: Callable[..., FlaskClient]) -> None:
    client = strict(key_requests=0, tenant_requests=0, address_requests=0)
    answers = [client.get("/v1/audits", headers=place.headers()) for _ in range(9)]
    assert {answer.status_code for answer in answers} == {200}
    assert "RateLimit-Limit" not in answers[0].headers


def test_wrong_keys_are_slowed_and_a_right_one_passes(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)  # the window slides on a slow machine
    wrong = {"Authorization": "Bearer ehk_0_wrong"}
    codes = [place.client.get("/v1/audits", headers=wrong).status_code for _ in range(302)]
    assert codes == [401] * 300 + [429] * 2
    assert place.client.get("/v1/audits", headers=place.headers()).status_code == 200
    assert place.client.get("/v1/audits").status_code == 401  # no key is no guess


def person(place: Place, password: str = "a long password of hers") -> None:
    from argon2 import PasswordHasher

    with place.records.writing(EVERYONE) as unit:
        unit.users.add(
            "ada", PasswordHasher().hash(password), ["read"], tenant=place.tenants["ours"]
        )
        unit.commit()


def sign_in(client: FlaskClient, name: str, password: str, address: str = "10.0.0.1") -> int:
    form = {"tenant": "ours", "name": name, "password": password}
    return client.post(
        "/login", data=form, headers={"Origin": ORIGIN}, environ_base={"REMOTE_ADDR": address}
    ).status_code


def test_wrong_passwords_are_slowed_by_name_and_address(place: Place) -> None:
    person(place)
    client = place.client
    assert sign_in(client, "ada", "a long password of hers") == 303
    codes = [sign_in(client, "ada", "wrong") for _ in range(11)]
    assert codes == [401] * 10 + [429]
    assert sign_in(client, "ada", "a long password of hers") == 429  # nothing is told any more
    assert sign_in(client, "ada", "a long password of hers", "10.0.0.2") == 303
    assert sign_in(client, "bob", "wrong") == 401


def test_an_unknown_name_and_organisation_take_as_long_as_a_wrong_password(place: Place) -> None:
    person(place)
    is_password(None, "warm")

    def seconds(tenant: str, name: str) -> float:
        times = []
        for number in range(9):
            form = {"tenant": tenant, "name": name, "password": "wrong"}
            began = time.process_time()
            place.client.post(
                "/login", data=form, headers={"Origin": ORIGIN},
                environ_base={"REMOTE_ADDR": f"10.1.0.{number}"},
            )  # fmt: skip
            times.append(time.process_time() - began)
        return statistics.median(times)

    known = seconds("ours", "ada")
    for other in (seconds("ours", "nobody"), seconds("nowhere", "ada")):
        assert 0.6 < other / known < 1.7
