"""The script that makes charts interactive: Vega's own, from vl-convert, built once a machine."""

import os
import tempfile
from pathlib import Path

NAME = "vega.js"


def bundle() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script that sets `window.vegaEmbed`."""
    import vl_convert

    # Without a snippet the bundle sets window.vegaEmbed; the stubs ask for one all the same.
    script: str = vl_convert.javascript_bundle(snippet=None)  # type: ignore[arg-type]
    return script


def install(folder: Path) -> Path:
    """Write the bundle into a folder that is served, unless it is there already.

    Written aside and renamed, so that two starts at once cannot leave half a file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / NAME
    if target.is_file() and target.stat().st_size > 0 and _stamp(target) == _version():
        return target
    handle, aside = tempfile.mkstemp(dir=folder, prefix=f".{NAME}")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"// {_version()}\n{bundle()}")
    os.chmod(aside, 0o644)
    Path(aside).replace(target)
    return target


def _version() -> str:
    import vl_convert

    lite = vl_convert.get_vegalite_versions()[-1]
    return f"vega {vl_convert.get_vega_version()}, vega-lite {lite}"


def _stamp(target: Path) -> str:
    with target.open(encoding="utf-8") as file:
        return file.readline().removeprefix("// ").strip()


if __name__ == "__main__":
    import sys

    install(Path(sys.argv[1]))
