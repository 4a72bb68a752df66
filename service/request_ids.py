"""Every request has an id: in its answer, in the logs, and in the lines of the trail."""

import re
from uuid import uuid4

from flask import Flask, Response, request

from service.circumstances import begin, circumstances, end

HEADER = "X-Request-Id"
_ACCEPTED = re.compile(r"[A-Za-z0-9._-]{8,64}")


def install(app: Flask, *, behind_proxies: bool) -> None:
    """Give every request an id, and answer with it.

    behind_proxies: an id that came with the request is kept, so that its lines match the proxy's.
    """

    @app.before_request
    def give() -> None:
        came = request.headers.get(HEADER, "") if behind_proxies else ""
        name = came if _ACCEPTED.fullmatch(came) else uuid4().hex
        begin(request.remote_addr or "", name)

    @app.after_request
    def say(response: Response) -> Response:
        if name := circumstances().get("request_id"):
            response.headers[HEADER] = name
        return response

    @app.teardown_request
    def forget(_: BaseException | None) -> None:
        end()
