"""How the text of a variable becomes a setting's value, and which values cannot work.

Each check raises ValueError with the reason and the remedy; `service.environment` puts the
variable's name before it.
"""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from service.addresses import allowed_place
from service.sandbox_layers import SANDBOX_LAYERS


def _by_comma(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return tuple(name.strip() for name in value.split(",") if name.strip())


def _whole(value: Any) -> Any:
    """Whole numbers may be written 1e6 too; what is no finite number is left to be refused."""
    try:
        return int(float(value)) if isinstance(value, str) else value
    except OverflowError:
        return float(value)
    except ValueError:
        return value


Names = Annotated[tuple[str, ...], BeforeValidator(_by_comma)]
Whole = Annotated[int, BeforeValidator(_whole)]


def among(*choices: str, hint: str = "") -> AfterValidator:
    """A check that a name, or each of several, is one of the choices; hint: what else to say."""

    def check(value: Any) -> Any:
        names: Iterable[str] = (value,) if isinstance(value, str) else value
        for name in names:
            if name not in choices:
                raise ValueError(
                    f"{name!r} is none of {', '.join(choices)}{f'; {hint}' if hint else ''}"
                )
        return value

    return AfterValidator(check)


def layers(names: tuple[str, ...]) -> tuple[str, ...]:
    """Layers of the sandbox; `none` by itself is none of them."""
    if names == ("none",):
        return ()
    for name in names:
        if name not in SANDBOX_LAYERS:
            raise ValueError(f"{name!r} is none of {', '.join(SANDBOX_LAYERS)}; or say none")
    return names


def places(entries: tuple[str, ...]) -> tuple[str, ...]:
    """Entries of the form host, host:port or host:*."""
    for entry in entries:
        allowed_place(entry)
    return entries


def broker(url: str) -> str:
    """An address that Celery's Redis transport speaks to."""
    if not url.startswith(("redis://", "rediss://", "redis+socket://")):
        raise ValueError(
            "this is no address of a broker; give redis://host:6379/0, rediss://… or "
            "redis+socket:///path"
        )
    return url


def database(url: str) -> str:
    """A SQLAlchemy URL of SQLite in a file, or of PostgreSQL."""
    scheme, _, rest = url.partition("://")
    kind = scheme.partition("+")[0]
    if kind not in ("sqlite", "postgresql"):
        shown = scheme if rest else "what it says"
        raise ValueError(
            f"{shown} is no database that is spoken to here; give "
            "sqlite:////path/to/evenhand.sqlite or postgresql://user:password@host/name"
        )
    path = rest.partition("?")[0].strip("/")
    if kind == "sqlite" and (not path or ":memory:" in rest or "mode=memory" in rest):
        raise ValueError(
            f"{url!r} is a database in memory, seen by one connection alone and gone with it; "
            "name a file, e.g. sqlite:////var/lib/evenhand/evenhand.sqlite, or leave it out"
        )
    return url
