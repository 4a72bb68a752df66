"""Every setting of the service, read once from the environment."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from service.addresses import allowed_place

MIB = 1024**2
GIB = 1024**3
QUEUES = ("audits", "gpu", "inspections", "retries")  # what a worker may listen to
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
# The sandbox's layers, in the order in which they are closed; and those without which, unless an
# operator says otherwise, nothing uploaded is opened.
SANDBOX_LAYERS = (
    "process_numbers", "private_root", "namespaces", "no_new_privs", "resource_limits",
    "capabilities", "landlock", "seccomp",
)  # fmt: skip
DEMANDED_LAYERS = ("landlock", "seccomp")
BROKER_USER = "evenhand"  # of the embedded broker
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 (compared with, never bound by default)


class SettingRefused(ValueError):
    """A setting has a value that cannot work; the message names it and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator may choose; each field's environment variable stands beside it.

    home: folder of everything the embedded service keeps (EVENHAND_HOME, ./var).
    database_url: SQLAlchemy URL (DATABASE_URL; SQLite in home).
    broker_url: where Celery's messages travel (REDIS_URL; the embedded broker's socket).
    artifacts_url: a folder or s3://bucket/prefix (EVENHAND_ARTIFACTS; home/artifacts).
    lease_seconds: a worker silent for longer loses its audit (EVENHAND_LEASE_SECONDS).
    sweep_seconds: pause between two rounds of the reconciler (EVENHAND_SWEEP_SECONDS).
    attempts: claims before an audit fails as `worker_lost` (EVENHAND_ATTEMPTS).
    inspection_threads: uploads one worker process looks into at once, beside its audits
        (EVENHAND_INSPECTION_THREADS).
    tenant_running: audits of one organisation that run at once; 0: where there are several
        organisations, all places but one (EVENHAND_TENANT_RUNNING).
    tenant_seconds: seconds that the workers spend on one organisation's audits within a day; 0: no
        bound (EVENHAND_TENANT_SECONDS).
    tenant_audits: audits that one organisation may have stored (EVENHAND_TENANT_AUDITS).
    worker_threads: audits one worker process carries at once (EVENHAND_WORKER_THREADS).
    shutdown_seconds: what a busy worker may still take after SIGTERM (EVENHAND_SHUTDOWN_SECONDS).
    audit_seconds: wall time of one audit (EVENHAND_AUDIT_SECONDS).
    audit_bytes: memory of one audit (EVENHAND_AUDIT_BYTES).
    upload_bytes: the largest upload (EVENHAND_UPLOAD_BYTES).
    upload_keep_seconds: unfinished uploads are swept after it (EVENHAND_UPLOAD_KEEP_SECONDS).
    key_requests, tenant_requests, address_requests: requests a minute that are answered to one key
        or session, organisation and address; 0: no bound (EVENHAND_KEY_REQUESTS,
        EVENHAND_TENANT_REQUESTS, EVENHAND_ADDRESS_REQUESTS).
    session_seconds: a page session's life (EVENHAND_SESSION_SECONDS).
    host, port: where the API listens (EVENHAND_HOST, EVENHAND_PORT).
    api_threads: requests answered at once (EVENHAND_API_THREADS).
    allowed_hosts: names a request may be addressed to (EVENHAND_ALLOWED_HOSTS, by comma).
    proxies: reverse proxies whose forwarded headers are believed (EVENHAND_PROXIES).
    public_url: how people reach the service (EVENHAND_PUBLIC_URL; http://host:port).
    webhook_hosts: places, host:port, that may be told although they are private or speak plain
        http (EVENHAND_WEBHOOK_HOSTS, by comma; none).
    endpoint_hosts: places, host:port, whose models may be asked although they are private or speak
        plain http (EVENHAND_ENDPOINT_HOSTS, by comma; none).
    signing_key: file of the key that signs reports, made at first use (EVENHAND_SIGNING_KEY;
        home/signing-key).
    trail_head_seconds: how often a worker signs the trail's end (EVENHAND_TRAIL_HEAD_SECONDS).
    secrets_keys: Fernet keys, newest first, that encrypt secrets at rest (EVENHAND_SECRETS_KEY, by
        comma; those of the file).
    secrets_key_path: file of these keys, made at first use (EVENHAND_SECRETS_KEY_FILE;
        home/secrets-key).
    encrypt_artifacts: models, datasets and reports are encrypted at rest too
        (EVENHAND_ENCRYPT_ARTIFACTS, yes or no).
    keep_model_days, keep_dataset_days: uploaded versions that no audit and no schedule names go
        after so long (EVENHAND_KEEP_MODEL_DAYS, EVENHAND_KEEP_DATASET_DAYS; 0: never).
    waivers: who may store waivers: authors (everybody who writes) or approvers (EVENHAND_WAIVERS).
    smtp_url: smtp://user:password@host:587 or smtps://...:465 (EVENHAND_SMTP_URL; no e-mail).
    mail_from: sender of e-mail (EVENHAND_MAIL_FROM).
    keep_days: ended audits and their reports go after so long (EVENHAND_KEEP_DAYS; 0: never).
    most_queued: audits a tenant may have waiting (EVENHAND_MOST_QUEUED).
    tenant_bytes: bytes that a tenant may keep, unless it has a bound of its own
        (EVENHAND_TENANT_BYTES; 0: no bound).
    queues: what this worker listens to (EVENHAND_QUEUES, by comma; every queue it can serve:
        inspections, retries, audits, and gpu where it sees a GPU).
    gpu_wait_seconds: how long an audit that wants a GPU waits for a worker that serves one, from
        its submission or from when such a worker was last heard; then any worker may have it
        (EVENHAND_GPU_WAIT_SECONDS).
    gpu_model_bytes: a Hugging Face model of this size or more wants a GPU, unless its document
        says otherwise (EVENHAND_GPU_MODEL_BYTES).
    sandbox: layers of the sandbox without which nothing uploaded is opened (EVENHAND_SANDBOX, by
        comma; landlock and seccomp; `none` demands none).
    log_level: EVENHAND_LOG_LEVEL.
    """

    home: Path
    database_url: str
    broker_url: str
    artifacts_url: str
    lease_seconds: float = 30.0
    sweep_seconds: float = 5.0
    attempts: int = 3
    worker_threads: int = 2
    inspection_threads: int = 2
    tenant_running: int = 0
    tenant_seconds: float = 0.0
    tenant_audits: int = 1_000_000
    shutdown_seconds: float = 25.0
    audit_seconds: float = 3600.0
    audit_bytes: int = 8 * GIB
    upload_bytes: int = 8 * GIB
    upload_keep_seconds: float = 86_400.0
    key_requests: int = 30_000
    tenant_requests: int = 30_000
    address_requests: int = 60_000
    session_seconds: float = 43_200.0
    host: str = "127.0.0.1"
    port: int = 8321
    api_threads: int = 8
    allowed_hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    proxies: int = 0
    public_url: str = "http://127.0.0.1:8321"
    webhook_hosts: tuple[str, ...] = ()
    endpoint_hosts: tuple[str, ...] = ()
    signing_key_file: Path | None = None
    trail_head_seconds: float = 300.0
    secrets_keys: tuple[str, ...] = field(default=(), repr=False)
    secrets_key_path: Path | None = None
    encrypt_artifacts: bool = False
    keep_model_days: float = 0.0
    keep_dataset_days: float = 0.0
    waivers: str = "authors"
    smtp_url: str = ""
    mail_from: str = "evenhand@localhost"
    keep_days: float = 0.0
    most_queued: int = 100_000
    tenant_bytes: int = 0
    queues: tuple[str, ...] = ()
    gpu_wait_seconds: float = 60.0
    gpu_model_bytes: int = 256 * MIB
    sandbox: tuple[str, ...] = DEMANDED_LAYERS
    log_level: str = "INFO"

    @property
    def scratch(self) -> Path:
        """Folder for parts of uploads and the runs' own folders."""
        return self.home / "scratch"

    @property
    def signing_key(self) -> Path:
        """Where the key that signs reports is kept."""
        return self.signing_key_file or self.home / "signing-key"

    @property
    def secrets_key_file(self) -> Path:
        """Where the keys that encrypt secrets are kept, unless the environment holds them."""
        return self.secrets_key_path or self.home / "secrets-key"

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
        overrides = {"EVENHAND_HOME": home, "EVENHAND_HOST": host, "EVENHAND_PORT": port}
        reader = _Reader(
            {
                **(os.environ if environ is None else environ),
                **{name: str(value) for name, value in overrides.items() if value is not None},
            }
        )
        folder = Path(reader.text("EVENHAND_HOME", "var")).expanduser().resolve()
        listen = reader.text("EVENHAND_HOST", "127.0.0.1")
        number = int(reader.number("EVENHAND_PORT", 8321, least=1, most=65_535))
        hosts = ",".join(sorted({"127.0.0.1", "localhost", "[::1]", listen} - EVERYWHERE))
        database_url = reader.text("DATABASE_URL", f"sqlite:///{folder / 'evenhand.sqlite'}")
        _check_database(database_url)
        return cls(
            home=folder,
            database_url=database_url,
            broker_url=_checked_broker(reader.text("REDIS_URL", embedded_broker_url(folder))),
            artifacts_url=reader.text("EVENHAND_ARTIFACTS", str(folder / "artifacts")),
            lease_seconds=reader.number("EVENHAND_LEASE_SECONDS", 30.0, least=0.3),
            sweep_seconds=reader.number("EVENHAND_SWEEP_SECONDS", 5.0, least=0.05),
            attempts=int(reader.number("EVENHAND_ATTEMPTS", 3, least=1)),
            inspection_threads=int(reader.number("EVENHAND_INSPECTION_THREADS", 2, least=1)),
            tenant_running=int(reader.number("EVENHAND_TENANT_RUNNING", 0, least=0)),
            tenant_seconds=reader.number("EVENHAND_TENANT_SECONDS", 0, least=0),
            tenant_audits=int(reader.number("EVENHAND_TENANT_AUDITS", 1_000_000, least=1)),
            worker_threads=int(reader.number("EVENHAND_WORKER_THREADS", 2, least=1)),
            shutdown_seconds=reader.number("EVENHAND_SHUTDOWN_SECONDS", 25.0, least=0),
            audit_seconds=reader.number("EVENHAND_AUDIT_SECONDS", 3600.0, least=1),
            audit_bytes=int(reader.number("EVENHAND_AUDIT_BYTES", 8 * GIB, least=2**26)),
            upload_bytes=int(reader.number("EVENHAND_UPLOAD_BYTES", 8 * GIB, least=1)),
            upload_keep_seconds=reader.number("EVENHAND_UPLOAD_KEEP_SECONDS", 86_400.0, least=1),
            key_requests=int(reader.number("EVENHAND_KEY_REQUESTS", 30_000, least=0)),
            tenant_requests=int(reader.number("EVENHAND_TENANT_REQUESTS", 30_000, least=0)),
            address_requests=int(reader.number("EVENHAND_ADDRESS_REQUESTS", 60_000, least=0)),
            session_seconds=reader.number("EVENHAND_SESSION_SECONDS", 43_200.0, least=60),
            host=listen,
            port=number,
            api_threads=int(reader.number("EVENHAND_API_THREADS", 8, least=1)),
            allowed_hosts=reader.names("EVENHAND_ALLOWED_HOSTS", hosts),
            proxies=int(reader.number("EVENHAND_PROXIES", 0, least=0)),
            public_url=reader.text("EVENHAND_PUBLIC_URL", f"http://{listen}:{number}").rstrip("/"),
            webhook_hosts=reader.places("EVENHAND_WEBHOOK_HOSTS"),
            endpoint_hosts=reader.places("EVENHAND_ENDPOINT_HOSTS"),
            signing_key_file=reader.path("EVENHAND_SIGNING_KEY"),
            trail_head_seconds=reader.number("EVENHAND_TRAIL_HEAD_SECONDS", 300.0, least=0.1),
            secrets_keys=reader.names("EVENHAND_SECRETS_KEY", ""),
            secrets_key_path=reader.path("EVENHAND_SECRETS_KEY_FILE"),
            encrypt_artifacts=reader.switch("EVENHAND_ENCRYPT_ARTIFACTS"),
            keep_model_days=reader.number("EVENHAND_KEEP_MODEL_DAYS", 0, least=0),
            keep_dataset_days=reader.number("EVENHAND_KEEP_DATASET_DAYS", 0, least=0),
            waivers=reader.choice("EVENHAND_WAIVERS", "authors", ("authors", "approvers")),
            smtp_url=reader.text("EVENHAND_SMTP_URL", ""),
            mail_from=reader.text("EVENHAND_MAIL_FROM", "evenhand@localhost"),
            keep_days=reader.number("EVENHAND_KEEP_DAYS", 0, least=0),
            most_queued=int(reader.number("EVENHAND_MOST_QUEUED", 100_000, least=1)),
            tenant_bytes=int(reader.number("EVENHAND_TENANT_BYTES", 0, least=0)),
            queues=_checked_queues(reader.names("EVENHAND_QUEUES", "")),
            gpu_wait_seconds=reader.number("EVENHAND_GPU_WAIT_SECONDS", 60.0, least=0.3),
            gpu_model_bytes=int(reader.number("EVENHAND_GPU_MODEL_BYTES", 256 * MIB, least=1)),
            sandbox=demanded_layers(reader.environ),
            log_level=_checked_level(reader.text("EVENHAND_LOG_LEVEL", "INFO").upper()),
        )


def settings_or_exit() -> Settings:
    """The settings of a process that is nothing without them; one line says what is wrong."""
    try:
        return Settings.from_environment()
    except SettingRefused as error:
        raise SystemExit(f"refused [setting] {error}") from None


def _checked_broker(url: str) -> str:
    if not url.startswith(("redis://", "rediss://", "redis+socket://")):
        raise SettingRefused(
            "REDIS_URL: this is no address of a broker; give redis://host:6379/0, rediss://… or "
            "redis+socket:///path"
        )
    return url


def _checked_queues(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if name not in QUEUES:
            raise SettingRefused(
                f"EVENHAND_QUEUES: {name!r} is none of {', '.join(QUEUES)}; a worker would wait "
                "there for ever"
            )
    return names


def demanded_layers(environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The layers that EVENHAND_SANDBOX demands; also for processes with no other setting."""
    reader = _Reader(os.environ if environ is None else environ)
    names = reader.names("EVENHAND_SANDBOX", ",".join(DEMANDED_LAYERS))
    if names == ("none",):
        return ()
    for name in names:
        if name not in SANDBOX_LAYERS:
            raise SettingRefused(
                f"EVENHAND_SANDBOX: {name!r} is none of {', '.join(SANDBOX_LAYERS)}; or say none"
            )
    return names


def _checked_level(level: str) -> str:
    if level not in LEVELS:
        raise SettingRefused(f"EVENHAND_LOG_LEVEL={level} is none of {', '.join(LEVELS)}")
    return level


def _check_database(url: str) -> None:
    scheme, _, rest = url.partition("://")
    kind = scheme.partition("+")[0]
    if kind not in ("sqlite", "postgresql"):
        shown = scheme if rest else "what it says"
        raise SettingRefused(
            f"DATABASE_URL: {shown} is no database that is spoken to here; give "
            "sqlite:////path/to/evenhand.sqlite or postgresql://user:password@host/name"
        )
    database = rest.partition("?")[0].strip("/")
    if kind == "sqlite" and (not database or ":memory:" in rest or "mode=memory" in rest):
        raise SettingRefused(
            f"DATABASE_URL={url}: a database in memory is seen by one connection alone and gone "
            "with it; name a file, e.g. sqlite:////var/lib/evenhand/evenhand.sqlite, or leave it "
            "out"
        )


def broker_socket(home: Path) -> Path:
    """Where the embedded broker listens. A socket's path may have 107 bytes at most."""
    here = home / "broker.sock"
    if len(os.fsencode(here)) <= 100:
        return here
    import hashlib

    short = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return Path(f"/tmp/evenhand-{os.getuid()}-{short}/broker.sock")  # noqa: S108 (0700, checked)


def broker_secret_file(home: Path) -> Path:
    """Where the embedded broker's password is kept, readable by its owner alone."""
    return home / "broker" / "password"


def embedded_broker_url(home: Path) -> str:
    """The embedded broker's address, the default of `broker_url`; with the password if it is made.

    It is made at the first start (`evenhand.broker`).
    """
    try:
        secret = broker_secret_file(home).read_text(encoding="utf-8").strip()
    except OSError:
        return f"redis+socket://{broker_socket(home)}"
    return f"redis+socket://{BROKER_USER}:{secret}@{broker_socket(home)}"


@dataclass(frozen=True, slots=True)
class _Reader:
    environ: Mapping[str, str]

    def text(self, name: str, default: str) -> str:
        return self.environ.get(name, "").strip() or default

    def names(self, name: str, default: str) -> tuple[str, ...]:
        return tuple(
            entry.strip() for entry in self.text(name, default).split(",") if entry.strip()
        )

    def places(self, name: str) -> tuple[str, ...]:
        entries = self.names(name, "")
        for entry in entries:
            try:
                allowed_place(entry)
            except ValueError as error:
                raise SettingRefused(f"{name}: {error}") from None
        return entries

    def path(self, name: str) -> Path | None:
        text = self.text(name, "")
        return Path(text) if text else None

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        text = self.text(name, default).lower()
        if text not in choices:
            raise SettingRefused(f"{name}={text!r} is none of {', '.join(choices)}")
        return text

    def switch(self, name: str) -> bool:
        return self.choice(name, "no", ("yes", "no")) == "yes"

    def number(
        self, name: str, default: float, *, least: float, most: float = sys.float_info.max
    ) -> float:
        text = self.environ.get(name, "").strip()
        if not text:
            return default
        try:
            value = float(text)
        except ValueError:
            raise SettingRefused(f"{name}={text!r} is not a number") from None
        if not least <= value <= most:
            upper = "" if most == sys.float_info.max else f" and at most {most:g}"
            raise SettingRefused(
                f"{name}={text} is too small or too large; at least {least:g}{upper}"
            )
        return value


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """What programs that speak to a service need.

    server: EVENHAND_SERVER. key: EVENHAND_API_KEY, or the embedded service's own key file.
    """

    server: str
    key: str | None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "ClientSettings":
        """From the environment; `key` is None where nothing names one."""
        reader = _Reader(os.environ if environ is None else environ)
        home = Path(reader.text("EVENHAND_HOME", "var")).expanduser()
        key = reader.text("EVENHAND_API_KEY", "")
        if not key:
            try:
                key = (home / "api-key").read_text(encoding="utf-8").strip()
            except OSError:
                key = ""
        return cls(reader.text("EVENHAND_SERVER", "http://127.0.0.1:8321"), key or None)
