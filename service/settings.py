"""Every setting of the service, read once from the environment."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field

from service import setting_checks as checks
from service.broker_place import broker_socket, embedded_broker_url
from service.environment import FromEnvironment
from service.sandbox_layers import DEMANDED_LAYERS
from service.setting_checks import Names, Whole
from service.setting_refused import SettingRefused

MIB = 1024**2
GIB = 1024**3
QUEUES = ("audits", "gpu", "inspections", "retries")  # what a worker may listen to
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 (compared with, never bound by default)


# The file in the folder that says where a running embedded service answers.
ADDRESS = "address"


class Folder(FromEnvironment):
    """The setting that service and client share."""

    home: Annotated[Path, AfterValidator(lambda path: path.expanduser().resolve())] = Field(
        Path("var"), validation_alias="EVENHAND_HOME", validate_default=True
    )
    """folder of everything the embedded service keeps; scratch space elsewhere"""


class Confinement(FromEnvironment):
    """The setting that processes with no other need: what opens an upload on the command line."""

    sandbox: Annotated[Names, AfterValidator(checks.layers)] = Field(
        DEMANDED_LAYERS, validation_alias="EVENHAND_SANDBOX"
    )
    """layers of the sandbox, by comma, without which nothing uploaded is opened; `none` demands
    none. The layers and what remains without each stand [here](decisions/untrusted-files.md)"""


def _database(given: dict[str, Any]) -> str:
    return f"sqlite:///{given['home'] / 'evenhand.sqlite'}"


def _hosts(given: dict[str, Any]) -> tuple[str, ...]:
    return tuple(sorted({"127.0.0.1", "localhost", "[::1]", given["host"]} - EVERYWHERE))


class Settings(Folder, Confinement):
    """What an operator may choose. docs/operation.md shows the list too; a test compares them."""

    # What is kept, and where
    database_url: Annotated[str, AfterValidator(checks.database)] = Field(
        default_factory=_database, validation_alias="DATABASE_URL"
    )
    """`sqlite:////path/file` or `postgresql://user:password@host/name`; one in memory is
    refused"""
    broker_url: Annotated[str, AfterValidator(checks.broker)] = Field(
        default_factory=lambda given: embedded_broker_url(given["home"]),
        validation_alias="REDIS_URL",
    )
    """where messages travel: `redis://…`, `rediss://…` or `redis+socket://…`"""
    artifacts_url: str = Field(
        default_factory=lambda given: str(given["home"] / "artifacts"),
        validation_alias="EVENHAND_ARTIFACTS",
    )
    """a folder, or `s3://bucket/prefix`"""
    signing_key: Path = Field(
        default_factory=lambda given: given["home"] / "signing-key",
        validation_alias="EVENHAND_SIGNING_KEY",
    )
    """file of the key that signs reports; made at first use"""
    secrets_keys: Names = Field((), validation_alias="EVENHAND_SECRETS_KEY", repr=False)
    """Fernet keys, newest first, by comma, that encrypt the secrets of webhooks and inbound
    hooks"""
    secrets_key_file: Path = Field(
        default_factory=lambda given: given["home"] / "secrets-key",
        validation_alias="EVENHAND_SECRETS_KEY_FILE",
    )
    """file of these keys, made at first use; API and scheduler need the same"""
    encrypt_artifacts: bool = Field(False, validation_alias="EVENHAND_ENCRYPT_ARTIFACTS")
    """`yes`: models, datasets and reports are encrypted at rest too; then workers need the
    keys as well"""
    keep_model_days: float = Field(0.0, validation_alias="EVENHAND_KEEP_MODEL_DAYS", ge=0)
    """uploaded models that no audit and no schedule names go after so many days; 0: never"""
    keep_dataset_days: float = Field(0.0, validation_alias="EVENHAND_KEEP_DATASET_DAYS", ge=0)
    """the same for datasets"""
    trail_head_seconds: float = Field(300.0, validation_alias="EVENHAND_TRAIL_HEAD_SECONDS", ge=0.1)
    """how often a worker signs the end of each trail"""
    keep_days: float = Field(0.0, validation_alias="EVENHAND_KEEP_DAYS", ge=0)
    """ended audits and their reports go after so many days; 0: never"""
    upload_keep_seconds: float = Field(
        86_400.0, validation_alias="EVENHAND_UPLOAD_KEEP_SECONDS", ge=1
    )
    """unfinished uploads are swept after it"""

    # What a tenant may
    tenant_bytes: Whole = Field(0, validation_alias="EVENHAND_TENANT_BYTES", ge=0)
    """bytes that a tenant may keep, uploads under way included; 0: no bound. `evenhand tenant
    bound NAME 500G` sets one tenant's own"""
    tenant_running: Whole = Field(0, validation_alias="EVENHAND_TENANT_RUNNING", ge=0)
    """audits of one tenant that run at once; 0: where there are several tenants, all places
    but one, so that nobody's looping models hold up another's audits"""
    tenant_seconds: float = Field(0.0, validation_alias="EVENHAND_TENANT_SECONDS", ge=0)
    """processor seconds that one tenant's audits, uploads and PDFs may take within a day, counted
    when a child ends; beyond it a submission and a PDF that is not drawn yet answer 429, and what
    is queued or waits to be looked into waits; 0: no bound"""
    tenant_rows: Whole = Field(0, validation_alias="EVENHAND_TENANT_ROWS", ge=0)
    """rows of the database that a tenant may have, all but its trail; beyond it whatever would
    store something answers 429, schedules rest, and an audit fails with `quota_reached` before it
    writes more; 0: no bound"""
    tenant_audits: Whole = Field(1_000_000, validation_alias="EVENHAND_TENANT_AUDITS", ge=1)
    """audits that a tenant may have stored; beyond it a submission answers 429"""
    most_queued: Whole = Field(100_000, validation_alias="EVENHAND_MOST_QUEUED", ge=1)
    """audits that a tenant may have waiting"""
    upload_bytes: Whole = Field(8 * GIB, validation_alias="EVENHAND_UPLOAD_BYTES", ge=1)
    """the largest upload"""

    # Who may what
    waivers: Annotated[str, BeforeValidator(str.lower), checks.among("authors", "approvers")] = (
        Field("authors", validation_alias="EVENHAND_WAIVERS")
    )
    """who may store waivers: `authors`, everybody who may write, or `approvers` alone"""

    # Workers and delivery
    worker_threads: Whole = Field(2, validation_alias="EVENHAND_WORKER_THREADS", ge=1)
    """audits that one worker process carries at once"""
    inspection_threads: Whole = Field(2, validation_alias="EVENHAND_INSPECTION_THREADS", ge=1)
    """uploads that one worker process looks into at once, beside its audits"""
    queues: Annotated[Names, checks.among(*QUEUES, hint="a worker would wait there for ever")] = (
        Field((), validation_alias="EVENHAND_QUEUES")
    )
    """what this worker listens to, by comma: `inspections`, `retries`, `audits`, and `gpu`
    where it sees a GPU"""
    gpu_wait_seconds: float = Field(60.0, validation_alias="EVENHAND_GPU_WAIT_SECONDS", ge=0.3)
    """how long an audit that wants a GPU waits for a worker that serves one, from its
    submission or from when such a worker was last heard; then any worker may have it"""
    gpu_model_bytes: Whole = Field(256 * MIB, validation_alias="EVENHAND_GPU_MODEL_BYTES", ge=1)
    """a Hugging Face model of this size or more wants a GPU, unless its document says `device:
    cpu`"""
    audit_seconds: float = Field(3600.0, validation_alias="EVENHAND_AUDIT_SECONDS", ge=1)
    """wall time of one audit; at its end a report is made of what was measured. A document's
    `settings.budget` counts up to 85 % of it"""
    audit_bytes: Whole = Field(8 * GIB, validation_alias="EVENHAND_AUDIT_BYTES", ge=2**26)
    """memory of one audit"""
    lease_seconds: float = Field(30.0, validation_alias="EVENHAND_LEASE_SECONDS", ge=0.3)
    """a worker silent for longer loses its audit"""
    sweep_seconds: float = Field(5.0, validation_alias="EVENHAND_SWEEP_SECONDS", ge=0.05)
    """pause between two rounds of the reconciler"""
    attempts: Whole = Field(3, validation_alias="EVENHAND_ATTEMPTS", ge=1)
    """claims before an audit fails as `worker_lost`"""
    shutdown_seconds: float = Field(25.0, validation_alias="EVENHAND_SHUTDOWN_SECONDS", ge=0)
    """what a busy worker may still take after SIGTERM"""
    endpoint_hosts: Annotated[Names, AfterValidator(checks.places)] = Field(
        (), validation_alias="EVENHAND_ENDPOINT_HOSTS"
    )
    """places whose models may be asked although they are private or speak plain http, by
    comma: `host:port`; without a port, the scheme's own (443, 80); `host:*` is every port"""
    endpoint_keys: Path | None = Field(None, validation_alias="EVENHAND_ENDPOINT_KEYS")
    """file of the keys that workers send to endpoints, each for hosts and organisations that it
    names ([what stands in it](endpoints.md#keys)); only its owner may read it"""

    # API and pages
    host: str = Field("127.0.0.1", validation_alias="EVENHAND_HOST")
    """where the API listens"""
    port: Whole = Field(8321, validation_alias="EVENHAND_PORT", ge=1, le=65_535)
    """where the API listens"""
    public_url: Annotated[str, AfterValidator(lambda url: url.rstrip("/"))] = Field(
        default_factory=lambda given: f"http://{given['host']}:{given['port']}",
        validation_alias="EVENHAND_PUBLIC_URL",
    )
    """how people reach the service; links in reports and messages begin with it"""
    allowed_hosts: Names = Field(default_factory=_hosts, validation_alias="EVENHAND_ALLOWED_HOSTS")
    """names that a request may be addressed to, by comma"""
    proxies: Whole = Field(0, validation_alias="EVENHAND_PROXIES", ge=0)
    """reverse proxies whose forwarded headers are believed"""
    api_threads: Whole = Field(8, validation_alias="EVENHAND_API_THREADS", ge=1)
    """requests answered at once; half as many uploads beside them, and health checks"""
    key_requests: Whole = Field(30_000, validation_alias="EVENHAND_KEY_REQUESTS", ge=0)
    """requests a minute of one key or session; 0: no bound"""
    tenant_requests: Whole = Field(30_000, validation_alias="EVENHAND_TENANT_REQUESTS", ge=0)
    """requests a minute of one organisation, all its keys together; 0: no bound"""
    address_requests: Whole = Field(60_000, validation_alias="EVENHAND_ADDRESS_REQUESTS", ge=0)
    """requests a minute from one address (of IPv6: one /64); 0: no bound. Behind a proxy, set
    `EVENHAND_PROXIES`, or all come from one"""
    session_seconds: float = Field(43_200.0, validation_alias="EVENHAND_SESSION_SECONDS", ge=60)
    """life of a page's session"""
    log_level: Annotated[str, BeforeValidator(str.upper), checks.among(*LEVELS)] = Field(
        "INFO", validation_alias="EVENHAND_LOG_LEVEL"
    )
    """how much the logs say"""

    # News
    webhook_hosts: Annotated[Names, AfterValidator(checks.places)] = Field(
        (), validation_alias="EVENHAND_WEBHOOK_HOSTS"
    )
    """places that may be told although they are private or speak plain http, by comma, as
    above"""
    smtp_url: str = Field("", validation_alias="EVENHAND_SMTP_URL")
    """`smtp://user:password@host:587` or `smtps://…:465`"""
    mail_from: str = Field("evenhand@localhost", validation_alias="EVENHAND_MAIL_FROM")
    """sender of e-mail"""

    @property
    def scratch(self) -> Path:
        """Folder for parts of uploads and the runs' own folders."""
        return self.home / "scratch"

    @property
    def key_file(self) -> Path:
        """Where the embedded service's first API key is kept, readable by its owner alone."""
        return self.home / "api-key"

    @property
    def brings_broker(self) -> bool:
        """Whether the broker is the embedded one."""
        parts = urlsplit(self.broker_url)
        return (parts.scheme, parts.path) == ("redis+socket", str(broker_socket(self.home)))

    def to_environment(self) -> dict[str, str]:
        """This process's environment with these settings, for the processes it starts.

        The embedded broker's password is not in it: they read the file themselves.
        """
        return {
            **os.environ,
            "EVENHAND_HOME": str(self.home),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": "" if self.brings_broker else self.broker_url,
            "EVENHAND_ARTIFACTS": self.artifacts_url,
            "EVENHAND_HOST": self.host,
            "EVENHAND_PORT": str(self.port),
            "EVENHAND_PUBLIC_URL": self.public_url,
        }

    @classmethod
    def from_environment(
        cls,
        environ: Mapping[str, str] | None = None,
        *,
        home: str | None = None,
        host: str | None = None,
        port: int | None = None,
    ) -> "Settings":
        """The settings of this process, or `SettingRefused` naming the variable.

        home, host, port: win over the environment where given.
        """
        return cls.read(environ, home=home, host=host, port=port)


def settings_or_exit() -> Settings:
    """The settings of a process that is nothing without them; one line says what is wrong."""
    try:
        return Settings.from_environment()
    except SettingRefused as error:
        raise SystemExit(f"refused [setting] {error}") from None


def demanded_layers(environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The layers that EVENHAND_SANDBOX demands; also for processes with no other setting."""
    return Confinement.read(environ).sandbox


def _key(given: dict[str, Any]) -> str | None:
    """The embedded service's own."""
    try:
        return (given["home"] / "api-key").read_text(encoding="utf-8").strip() or None
    except OSError:
        return None


def _server(given: dict[str, Any]) -> str:
    """Where the embedded service of the folder says that it runs."""
    try:
        running = (given["home"] / ADDRESS).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        running = ""
    return running or "http://127.0.0.1:8321"


class ClientSettings(Folder):
    """What programs that speak to a service need."""

    server: str = Field(default_factory=_server, validation_alias="EVENHAND_SERVER")
    """the service; left out, the one that runs in the folder (its address stands in `address`), or
    `http://127.0.0.1:8321`"""
    key: str | None = Field(default_factory=_key, validation_alias="EVENHAND_API_KEY", repr=False)
    """the key; left out, it is read from `api-key` in the folder"""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "ClientSettings":
        """From the environment; `key` is None where nothing names one."""
        return cls.read(environ)
