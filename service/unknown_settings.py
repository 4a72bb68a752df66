"""Variables that look like settings and are none: misspelt, they would do nothing in silence."""

from collections.abc import Iterator, Mapping

from audits.specification.suggestions import similar
from service.settings import ClientSettings, Settings

# Read elsewhere: by workers, the demo's set-up and the tests.
ELSEWHERE = frozenset(
    {
        "EVENHAND_DEVICE",
        "EVENHAND_LONG",
        "EVENHAND_PYTHON",
        "EVENHAND_REFERENCE_DATA",
        "EVENHAND_TORCH_HASHES",
        "EVENHAND_TORCH_INDEX",
        "EVENHAND_TRANSLATOR",
        "EVENHAND_VERSION",
    }
)


def known_settings() -> frozenset[str]:
    """Every variable that something reads; a test holds it against docs/operation.md."""
    return frozenset({*Settings.variables(), *ClientSettings.variables()}) | ELSEWHERE


def unknown_settings(environ: Mapping[str, str]) -> Iterator[str]:
    """A line for each that has no effect, with what was perhaps meant."""
    known = known_settings()
    for name in sorted(environ):
        if name.startswith("EVENHAND_") and name not in known:
            close = similar(name, known, cutoff=0.85)
            remedy = f"did you mean {close}?" if close else "docs/operation.md lists them"
            yield f"warning: {name} is no setting and has no effect; {remedy}"
