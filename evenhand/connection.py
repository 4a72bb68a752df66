"""Requests to a service: the key, the retries, and refusals in the project's own words."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx

from audits.errors import AuditError, Problem, Refused

RETRY_SECONDS = (0.2, 0.5, 1.0, 2.0, 4.0)
AWAY = {502, 503, 504}


class ServiceFailed(AuditError):
    """The service cannot be reached, or broke."""

    code = "service_failed"


class Connection:
    """One service and one API key; key_source: where that key was taken from, for its refusal.

    Reads are repeated while the service is away for a moment; writes only where the caller says
    that doing them twice is doing them once.
    """

    def __init__(
        self,
        server: str,
        key: str,
        *,
        transport: httpx.BaseTransport | None = None,
        key_source: str | None = None,
    ) -> None:
        self.server = server.rstrip("/")
        self._key_source = key_source
        self._http = httpx.Client(
            base_url=self.server,
            headers={"Authorization": f"Bearer {key}"},
            timeout=httpx.Timeout(30, connect=5),
            transport=transport,
            follow_redirects=False,  # the key is for this server alone
        )

    def get(self, path: str, **options: Any) -> httpx.Response:
        """The answer to a read."""
        return self.ask("GET", path, repeatable=True, **options)

    def ask(
        self, method: str, path: str, *, repeatable: bool = False, **options: Any
    ) -> httpx.Response:
        """The answer, or `Refused` (4xx) or `ServiceFailed`."""
        pauses = RETRY_SECONDS if repeatable else ()
        for pause in (*pauses, None):
            try:
                answer = self._http.request(method, path, **options)
            except httpx.TransportError as error:
                if pause is None:
                    raise self.unreachable(error) from error
            else:
                if answer.status_code == httpx.codes.UNAUTHORIZED and self._key_source:
                    raise self._unknown_key(self._key_source)
                if answer.status_code not in AWAY or pause is None:
                    return checked(answer)
            time.sleep(pause)
        raise AssertionError

    @contextmanager
    def stream(self, path: str, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        """A streamed read; transport errors are the caller's."""
        timeout = httpx.Timeout(30, connect=5)
        with self._http.stream("GET", path, headers=dict(headers), timeout=timeout) as answer:
            yield answer

    def unreachable(self, error: Exception) -> ServiceFailed:
        """The sentence for a service that does not answer."""
        return ServiceFailed(
            f"no answer from {self.server} ({error or type(error).__name__}); is it running? "
            "`evenhand up` starts one on this machine"
        )

    def _unknown_key(self, source: str) -> Refused:
        return Refused.because(
            source, f"{self.server} does not know this key, or its time is over",
            "give another with --key-file or EVENHAND_API_KEY; `evenhand token make` makes one "
            "where the service runs", "unauthorized",
        )  # fmt: skip

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()


def checked(answer: httpx.Response) -> httpx.Response:
    """The same answer if it is good; else what the service said, as an error."""
    if answer.is_success:
        return answer
    try:
        body = answer.json()
    except ValueError:
        body = {}
    if not isinstance(body, dict):
        body = {}
    code = str(body.get("code", f"http_{answer.status_code}"))
    detail = str(body.get("detail") or body.get("title") or f"HTTP {answer.status_code}")
    if answer.status_code >= 500:
        failed = ServiceFailed(detail)
        failed.code = code
        raise failed
    problems = [
        Problem(**{key: str(item.get(key, "")) for key in ("field", "reason", "remedy", "code")})
        for item in body.get("problems") or []
    ]
    hint = str(body.get("hint") or "see docs/api.md")
    raise Refused(problems or [Problem("request", detail.rstrip("."), hint, code)])
