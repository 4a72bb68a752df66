"""What the views of one app share: settings, records, artifact store, queue, streams, limiter."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import Flask, current_app

from service.records.unit_of_work import Records
from service.settings import Settings

if TYPE_CHECKING:
    from service.artifacts import ArtifactStore
    from service.limiting import Limiter
    from service.queue import Queue
    from service.streams import Streams

_NAME = "evenhand"


@dataclass(frozen=True)
class Services:
    """Made once by `create_app`."""

    settings: Settings
    records: Records
    store: "ArtifactStore"
    queue: "Queue"
    streams: "Streams"
    limiter: "Limiter"


def provide(app: Flask, provided: Services) -> None:
    """Give the app its services."""
    app.extensions[_NAME] = provided


def services() -> Services:
    """Those of the app that answers the present request."""
    return cast(Services, current_app.extensions[_NAME])
