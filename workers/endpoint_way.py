"""The way from a child to the endpoint under audit: over a wire, or to a recording of answers."""

from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from socket import socket
from types import TracebackType
from typing import Any, Self

from audits.errors import Refused
from audits.json_types import JsonObject
from audits.specification.endpoint import Descriptor
from workers.endpoint_keys import EndpointKey
from workers.endpoint_proxy import Carrier
from workers.endpoint_recording import Recording
from workers.endpoint_traffic import Tally


class EndpointWay:
    """Open while an audit asks. What it was asked in all its children is counted together.

    allowed: hosts that may be private or speak plain http. key: sent with each request. record:
    where what is asked and answered is written; None writes nothing.
    """

    def __init__(
        self,
        endpoint: Descriptor,
        *,
        allowed: Collection[str] = (),
        key: EndpointKey | None = None,
        record: Path | None = None,
    ) -> None:
        self._endpoint, self._allowed, self._key, self._record = endpoint, allowed, key, record
        self._recording: Recording | None = None
        self._tally = Tally()
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        if self._record is not None and self._endpoint.recorded is None:
            self._recording = self._stack.enter_context(Recording(self._record))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    @contextmanager
    def wire(self) -> Iterator[socket | None]:
        """A wire of one child's own: what the one before left in it is nobody's answer."""
        if self._endpoint.recorded is not None:
            yield None
            return
        with Carrier(
            self._endpoint, allowed=self._allowed, key=self._key, recording=self._recording,
            tally=self._tally,
        ) as carrier:  # fmt: skip
            yield carrier.wire

    @property
    def payload(self) -> dict[str, Any]:
        """For the child, which learns no key."""
        return {"endpoint": self._endpoint.to_json(), "recorded": self._endpoint.recorded}

    @property
    def reads(self) -> list[Path]:
        """Files that the child reads."""
        return [] if self._endpoint.recorded is None else [Path(self._endpoint.recorded)]

    @property
    def usage(self) -> JsonObject:
        """What was asked so far, for the report."""
        if self._endpoint.recorded is not None:
            return {"recorded": True}
        usage = self._tally.to_json(self._endpoint.traffic.price)
        return {
            **usage,
            **({} if self._recording is None else {"is_whole": self._recording.is_whole}),
        }


def located_recording(endpoint: Descriptor, folder: Path) -> Descriptor:
    """The descriptor with its recording as a path that exists; raises `Refused`.

    folder: to which the document's paths are relative.
    """
    if endpoint.recorded is None:
        return endpoint
    path = (folder / endpoint.recorded).resolve()
    if not path.is_file():
        raise Refused.because(
            "model.endpoint.recorded", f"there is no file {endpoint.recorded}",
            f"paths are relative to {folder}", "not_found",
        )  # fmt: skip
    return replace(endpoint, recorded=str(path))
