"""A policy under a name: equal rules are one version."""

import hashlib
import json

from audits.specification.parsing import accept_policy
from service.keeping_policies import policy_json
from tests.service.conftest import Place

POLICY = {"rules": [{"metric": "accuracy", "at_least": 0.5}]}


# docs/document.md: what counts where a policy says nothing.
DEFAULTS = {
    "correction": "holm", "on_inconclusive": "block", "on_not_run": "block", "waivers": [],
}  # fmt: skip


def test_the_rules_are_kept_as_they_were_said_with_the_defaults_that_count() -> None:
    assert policy_json(accept_policy(POLICY)) == {**POLICY, **DEFAULTS}


def test_equal_rules_are_one_version_and_their_digest_is_that_of_canonical_json(
    place: Place,
) -> None:
    def store() -> tuple[int, dict[str, object]]:
        answer = place.client.post(
            "/v1/policies", json={"name": "p", "policy": POLICY}, headers=place.headers()
        )
        return answer.status_code, dict(answer.json)

    (first, made), (again, same) = store(), store()
    assert (first, again) == (201, 200)
    assert made["id"] == same["id"]
    # RFC 8785: members sorted, no spaces, numbers as ECMAScript writes them.
    canonical = json.dumps({**POLICY, **DEFAULTS}, sort_keys=True, separators=(",", ":"))
    assert made["sha256"] == hashlib.sha256(canonical.encode()).hexdigest()
    actions = place.client.get("/v1/trail?action=policy.stored", headers=place.headers()).json
    assert len(actions["items"]) == 1  # the second time nothing was stored
