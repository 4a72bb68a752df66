"""Templates compiled once an installation, as Python does with modules, not once a process.

To compile a report's takes .07 s, as long as to judge and draw a small audit.
"""

from contextlib import suppress
from pathlib import Path

from jinja2 import FileSystemBytecodeCache, compiler
from jinja2.bccache import Bucket


class CompiledTemplates(FileSystemBytecodeCache):
    """Byte code in a folder, of the templates as they are and of the Jinja that is installed.

    A folder that cannot be written, as in an image or behind the sandbox, leaves all as it is.
    """

    def __init__(self, folder: Path) -> None:
        installed = Path(compiler.__file__).stat().st_mtime_ns
        super().__init__(str(folder), f"%s.{installed}.jinja")

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write it, where that is possible; Jinja tells which source it is of."""
        with suppress(OSError):
            Path(self.directory).mkdir(exist_ok=True)
            super().dump_bytecode(bucket)
