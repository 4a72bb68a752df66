"""The web application: `create_app()` puts API, pages and their guards together."""

import logging
from typing import Any

from flask import Flask, Response, request
from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from audits.errors import Refused
from audits.specification.validation_messages import problems_of
from service import auth, guarding, headers, request_ids
from service.api import blueprints
from service.artifacts import ArtifactStore, open_store
from service.bodies import StrictRequest
from service.context import Services, provide
from service.errors import (
    BadRequest,
    Conflict,
    Invalid,
    NotFound,
    NotReady,
    ServiceError,
    StorageFull,
    StorageUsedUp,
    TooMany,
    Unavailable,
    from_http,
    problem_response,
)
from service.limiting import Limiter
from service.queue import Queue
from service.records.errors import (
    ConflictingWrite,
    DatabaseAway,
    DiskFull,
    IllegalMove,
    NoRow,
    ReadOnly,
    RecordsError,
)
from service.records.quotas import BytesUsedUp
from service.records.unit_of_work import Records
from service.secrets import key_ring
from service.settings import Settings
from service.streams import Streams
from service.submission import KeyUsedOtherwise, NotInspectedYet, QuotaReached
from service.web import FOLDER, pages
from service.web.rendering import problem_page, wants_a_page

LOG = logging.getLogger(__name__)
API_VERSION = "1.0.0"
MULTIPART_FIELD_BYTES = 1 << 20


def create_app(
    settings: Settings | None = None,
    *,
    records: Records | None = None,
    store: ArtifactStore | None = None,
    queue: Queue | None = None,
) -> OpenAPI:
    """The application for a WSGI server; what is not given is made from the settings."""
    settings = settings or Settings.from_environment()
    app = OpenAPI(
        "service",
        info=Info(
            title="Evenhand",
            version=API_VERSION,
            description="Audits of machine-learning models: uploads, audits, gates and reports.",
        ),
        doc_ui=False,
        validation_error_callback=_does_not_fit,
        root_path=str(FOLDER.parent.parent),
        template_folder=str(FOLDER / "templates"),
        static_folder=str(FOLDER / "static"),
        static_url_path="/static",
    )
    app.request_class = StrictRequest
    app.config["MAX_FORM_MEMORY_SIZE"] = MULTIPART_FIELD_BYTES
    app.config["MAX_FORM_PARTS"] = 2_000
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 31_536_000  # addresses of static files carry a hash
    app.json.sort_keys = False  # type: ignore[attr-defined]
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    provide(
        app,
        Services(
            settings=settings,
            records=records
            or Records(
                settings.database_url,
                connections=settings.api_threads,
                ring=key_ring(settings),
            ),
            store=store or open_store(settings),
            queue=queue or Queue(settings),
            streams=Streams(settings.api_threads),
            # The embedded broker runs no scripts, and one process answers beside it
            # (docs/decisions/limits-beside-the-embedded-broker.md).
            limiter=Limiter(None if settings.brings_broker else settings.broker_url),
        ),
    )
    request_ids.install(app, behind_proxies=settings.proxies > 0)
    hosts = {headers.host_name(name) for name in settings.allowed_hosts}
    headers.install(app, hosts=hosts)
    app.before_request(_refuse_odd_addresses)
    for blueprint in blueprints():
        app.register_api(blueprint)
    pages.install(app)
    guarding.install(app)
    auth.install(app)
    _install_errors(app)
    return app


def _refuse_odd_addresses() -> None:
    # PostgreSQL cannot hold NUL; nobody needs it in an address.
    values = [request.path, *request.args.keys(), *request.args.values()]
    if any("\0" in value or "\ufffd" in value for value in values):
        raise BadRequest("The address holds NUL or bytes that are not UTF-8.")


def _does_not_fit(error: ValidationError) -> Any:
    raise Invalid(problems=problems_of(error))


def _install_errors(app: Flask) -> None:
    @app.errorhandler(ServiceError)
    def refused(error: ServiceError) -> Response:
        return _answer(error)

    @app.errorhandler(Refused)
    def does_not_fit(error: Refused) -> Response:
        return _answer(Invalid(problems=error.problems))

    @app.errorhandler(NotInspectedYet)
    def too_early(error: NotInspectedYet) -> Response:
        return _answer(NotReady(str(error), code=error.code, headers={"Retry-After": "1"}))

    @app.errorhandler(KeyUsedOtherwise)
    def other_body(error: KeyUsedOtherwise) -> Response:
        hint = "Send a new Idempotency-Key, or the body that this one was first sent with."
        return _answer(Invalid(str(error), code=error.code, hint=hint))

    @app.errorhandler(QuotaReached)
    def too_many(error: QuotaReached) -> Response:
        return _answer(TooMany(str(error), code=error.code, headers={"Retry-After": "30"}))

    @app.errorhandler(RecordsError)
    def records_say_no(error: RecordsError) -> Response:
        return _answer(_in_our_words(error))

    @app.errorhandler(HTTPException)
    def protocol(error: HTTPException) -> Response:
        return _answer(from_http(error))

    @app.errorhandler(Exception)
    def broken(error: Exception) -> Response:
        LOG.error("request failed: %s %s", request.method, request.path, exc_info=error)
        return _answer(ServiceError())


def _in_our_words(error: RecordsError) -> ServiceError:
    if isinstance(error, ReadOnly):
        LOG.error("the database takes no writes: %s", error)
        hint = f"Reads go on; nothing was kept. For the operator: {error.remedy}."
        return Unavailable("The database takes no writes.", code=error.code, hint=hint)
    if isinstance(error, DatabaseAway):
        LOG.warning("the database is away: %s", error)
        return Unavailable("The database is away.", code=error.code)
    if isinstance(error, DiskFull):
        return StorageFull()
    if isinstance(error, NoRow):
        return NotFound()
    if isinstance(error, BytesUsedUp):
        return StorageUsedUp(f"{str(error)[:1].upper()}{str(error)[1:]}.", code=error.code)
    if isinstance(error, IllegalMove):
        return Conflict(str(error), code=error.code)
    if isinstance(error, ConflictingWrite):
        return Conflict(
            "The name and version are taken.", hint="Choose another version or leave it out."
        )
    LOG.error("records: %s", error)
    return ServiceError()


def _answer(error: ServiceError) -> Response:
    return problem_page(error) if wants_a_page() else problem_response(error)
