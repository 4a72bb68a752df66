"""The parent's end of the wire: it checks the address, owns the connection and caps the bytes.

The child says only what to ask; where, is the plan's. So a model that took over the child could
speak to no other address than the endpoint under audit.
"""

import json
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from urllib.parse import urlencode

import httpx

from audits.specification.endpoint import Descriptor
from service.addresses import AddressRefused, Resolve, check, resolve
from workers.wire import Answer, Wire

MOST_REQUEST_BYTES = 1 << 20
MOST_ANSWER_BYTES = 4 << 20
# A service that is busy says so; these are waited for and asked again.
BUSY = frozenset({429, 502, 503, 504})
TRIES = 3
LONGEST_WAIT_SECONDS = 20.0
FORM = "application/x-www-form-urlencoded"


class Carrier(Wire):
    """Carries what a child asks to the plan's endpoint, and to no other address."""

    most_request_bytes = MOST_REQUEST_BYTES

    def __init__(
        self, descriptor: Descriptor, *, allowed: Collection[str] = (), look_up: Resolve = resolve
    ) -> None:
        super().__init__()
        self.descriptor = descriptor
        self._allowed = allowed
        self._look_up = look_up

    @contextmanager
    def _answering(self) -> Iterator[Answer]:
        with httpx.Client(trust_env=False) as client:
            yield partial(self._answer, client)

    def _answer(self, client: httpx.Client, line: bytes) -> dict[str, Any]:
        seconds = self.descriptor.timeout_seconds
        try:
            asked = json.loads(line)
            body, least = asked if isinstance(asked, list) else (asked, seconds)
            seconds = min(seconds, float(least))
            for attempt in range(TRIES):
                answer, wait = self._sent(client, body, seconds)
                if answer.get("status") not in BUSY or attempt == TRIES - 1:
                    return answer
                time.sleep(min(2.0**attempt / 2 if wait is None else wait, LONGEST_WAIT_SECONDS))
        except AddressRefused as error:
            return {"error": f"its address is refused: {error}"}
        except httpx.TimeoutException:
            return {"error": f"no answer within {seconds:g} seconds", "timed_out": True}
        except (httpx.HTTPError, ValueError) as error:
            return {"error": f"{type(error).__name__}: {error}"[:300]}
        raise AssertionError("unreachable")

    def _sent(
        self, client: httpx.Client, body: dict[str, Any], seconds: float
    ) -> tuple[dict[str, Any], float | None]:
        """One request to the address that was checked just now."""
        destination = check(self.descriptor.url, allowed=self._allowed, look_up=self._look_up)
        host = f"[{destination.host}]" if ":" in destination.host else destination.host
        form = self.descriptor.form == "apertium"
        request = client.build_request(
            "POST",
            httpx.URL(self.descriptor.url).copy_with(host=destination.address),
            content=_form(body) if form else _json(body),
            headers={
                "Host": host if destination.port in (80, 443) else f"{host}:{destination.port}",
                "User-Agent": "Evenhand",
                "Accept": "application/json",
                "Content-Type": FORM if form else "application/json",
            },
            timeout=seconds,
            extensions={"sni_hostname": destination.host},
        )
        # The timeout above is for each wait; this one is for the whole answer.
        end = time.monotonic() + seconds
        answer = client.send(request, stream=True, follow_redirects=False)
        try:
            content = bytearray()
            for piece in answer.iter_bytes():
                content += piece
                if len(content) > MOST_ANSWER_BYTES:
                    return {"error": f"an answer of more than {MOST_ANSWER_BYTES:,} bytes"}, None
                if time.monotonic() > end:
                    raise httpx.ReadTimeout("the answer took too long")
        finally:
            answer.close()
        wait = answer.headers.get("retry-after", "")
        text = bytes(content).decode("utf-8", errors="replace")
        return (
            {"status": answer.status_code, "text": text},
            float(wait) if wait.isdigit() else None,
        )


def _json(body: dict[str, Any]) -> bytes:
    """As UTF-8; with half a character in it, which UTF-8 has not, as ASCII with escapes."""
    try:
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(body).encode()


def _form(body: dict[str, Any]) -> bytes:
    """Half a character becomes the bytes that it would have had."""
    return urlencode(body, errors="surrogatepass").encode()
