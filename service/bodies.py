"""Request bodies, read strictly: what two parsers could understand differently is refused."""

import json
from collections.abc import Iterable
from tempfile import TemporaryFile
from typing import IO, Any, NoReturn

import yaml
from flask import Request

from audits.errors import Refused
from audits.specification.parsing import load_yaml
from service.context import services
from service.errors import BadRequest, Invalid, TooLarge, UnsupportedMedia

DOCUMENT_BYTES = 1 << 20
# The YAML reader is written in Python; at this size it takes a second, not a minute.
YAML_BYTES = 1 << 17
DEPTH = 32

_YAML = {"application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"}


class StrictRequest(Request):
    """A request whose JSON (or YAML) body has one meaning only."""

    max_content_length = DOCUMENT_BYTES

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        # A form's file goes to the service's own disk, not to a /tmp that may be memory.
        scratch = services().settings.scratch
        scratch.mkdir(parents=True, exist_ok=True)
        return TemporaryFile(dir=scratch)

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        """The body's value; `BadRequest`, `TooLarge` or `UnsupportedMedia` otherwise.

        `silent` is not honoured: a body that cannot be read is never taken for an empty one.
        """
        cached_body = self.__dict__.get("_strict_body", self)
        if cached_body is not self:
            return cached_body
        limit = YAML_BYTES if self.mimetype in _YAML else DOCUMENT_BYTES
        if self.content_length is not None and self.content_length > limit:
            raise TooLarge(f"A document may have {limit} bytes.")
        if not (self.is_json or self.mimetype in _YAML):
            raise UnsupportedMedia(f"Found {self.mimetype or 'no Content-Type'!r}.")
        data = self.get_data(cache=False)
        if len(data) > limit:
            raise TooLarge(f"A document may have {limit} bytes.")
        value = parse_yaml(data) if self.mimetype in _YAML else parse_json(data)
        self.__dict__["_strict_body"] = value
        return value


def parse_json(data: bytes) -> Any:
    """One JSON value without duplicate keys, NaN, infinities, NUL, lone surrogates or abysses."""
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
            parse_float=_finite,
        )
    except UnicodeDecodeError:
        raise BadRequest("The body is not UTF-8.") from None
    except RecursionError:
        raise BadRequest("The body is nested too deeply.") from None
    except ValueError as error:  # malformed, or an integer of thousands of digits
        raise BadRequest(f"The body is not JSON: {str(error)[:200]}") from None
    check_text(value)
    return value


def parse_yaml(data: bytes) -> Any:
    """One YAML value; aliases are refused, because a few lines of them can mean gigabytes."""
    if len(data) > YAML_BYTES:
        raise TooLarge(f"A document in YAML may have {YAML_BYTES} bytes.")
    try:
        value = load_yaml(data.decode("utf-8"), takes_aliases=False)
    except UnicodeDecodeError:
        raise BadRequest("The body is not UTF-8.") from None
    except Refused as refused:
        raise Invalid(problems=refused.problems) from None
    except (yaml.YAMLError, RecursionError, ValueError, TypeError) as error:
        raise BadRequest(f"The body is not YAML: {str(error)[:200]}") from None
    check_text(value)
    return value


def check_text(value: Any) -> None:
    """Refuse what a database or a page could not carry, and nesting beyond `DEPTH`."""
    layer: list[Any] = [value]
    for _ in range(DEPTH):
        following: list[Any] = []
        for item in layer:
            if isinstance(item, str):
                _check_string(item)
            elif isinstance(item, dict):
                following.extend(item)
                following.extend(item.values())
            elif isinstance(item, list):
                following.extend(item)
            elif isinstance(item, int) and abs(item) >= 1 << 63:
                raise BadRequest("A number is larger than 64 bits.")
            elif isinstance(item, float) and item - item != 0:
                raise BadRequest("A number is not finite.")
        if not following:
            return
        layer = following
    raise BadRequest("The body is nested too deeply.")


def _check_string(text: str) -> None:
    if "\0" in text:
        raise BadRequest("The body holds a NUL character.")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise BadRequest("The body holds half of a surrogate pair.") from None


def _unique(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for key, value in pairs:
        if key in members:
            raise BadRequest(f"The key {key[:80]!r} stands twice.", code="duplicate_key")
        members[key] = value
    return members


def _no_constant(name: str) -> NoReturn:
    raise BadRequest(f"{name} is not a JSON value.")


def _finite(text: str) -> float:
    value = float(text)
    if value - value != 0:
        raise BadRequest("A number is not finite.")
    return value
