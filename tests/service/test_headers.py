"""What stands on every answer."""

import pytest

from tests.service.conftest import Place

SECURITY_HEADERS = (
    "Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy",
    "Cross-Origin-Opener-Policy", "Permissions-Policy", "Cache-Control",
)  # fmt: skip


@pytest.mark.parametrize(
    "path", ["/login", "/audits", "/healthz", "/v1/audits", "/nothing", "/static/page.js", "/"]
)
def test_every_answer_has_the_security_headers(place: Place, path: str) -> None:
    answer = place.client.get(path)
    for name in SECURITY_HEADERS:
        assert answer.headers[name], name
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    answer.close()
