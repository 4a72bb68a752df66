"""The weights that exporters write beside an ONNX file, by their names: read with the file."""

import re
from pathlib import Path


def weights_beside(path: Path) -> list[Path]:
    """Plain files beside a lone ONNX file that, by their names, hold its weights.

    Only these may be read with a file that was named alone; a folder is read whole.
    """
    if path.suffix != ".onnx" or not path.is_file():
        return []
    own = re.compile(
        rf"(?:{re.escape(path.name)}|{re.escape(path.stem)})[._]data(?:_\d+)?", re.IGNORECASE
    )
    return sorted(
        other
        for other in path.parent.iterdir()
        if own.fullmatch(other.name) and other.is_file() and not other.is_symlink()
    )
