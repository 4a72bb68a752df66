"""Files that a service stored, for whoever may read its store on this machine.

A service gives models and datasets out to nobody: what an upload may hold is its owner's. Whoever
runs the service has its folder; everybody else has the files from where they were uploaded.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audits.errors import Refused

if TYPE_CHECKING:
    from evenhand.client import Client
    from service.artifacts import ArtifactStore


@dataclass(frozen=True)
class StoredFiles:
    """store: of the service on this machine; None where there is none.

    sha256_of_model: of a stored version's file, by its id; None where no service is asked: then it
    is that of its content, which of a packed folder is another one.
    """

    store: "ArtifactStore | None" = None
    sha256_of_model: Callable[[str], str] | None = None

    def dataset(self, version: str, sha256: str, folder: Path) -> Path:
        """The file of a dataset. version: its id. sha256: of its file. folder: for a copy."""
        return self._fetched(version, sha256, folder, "--dataset")

    def model(self, version: str, sha256: str, folder: Path) -> Path:
        """The file of a model. version: its id. sha256: of its content. folder: for a copy."""
        if self.store is not None and self.sha256_of_model is not None:
            sha256 = self.sha256_of_model(version)
        return self._fetched(version, sha256, folder, "--model")

    def _fetched(self, version: str, sha256: str, folder: Path, option: str) -> Path:
        """Raises `Refused` where the store is not here or has it no more."""
        from service.failure import Failure

        if self.store is None:
            raise _not_here(version, option)
        try:
            return self.store.fetch(sha256, folder)
        except (Failure, OSError) as error:
            raise _not_here(version, option) from error


NOWHERE = StoredFiles()


def _not_here(version: str, option: str) -> Refused:
    return Refused.because(
        option, f"the report is a service's, and {version} cannot be read from its store here",
        f"give the file that was uploaded: {option} FILE; where the service runs on this machine, "
        "name the audit by its id (aud_...) and not its report.json", "missing",
    )  # fmt: skip


def stored_files(client: "Client | None") -> StoredFiles:
    """Of the service on this machine. client: of the service that the report is from."""
    from service.artifacts import open_store
    from service.settings import Settings

    store = open_store(Settings.from_environment())
    if client is None:
        return StoredFiles(store)
    return StoredFiles(store, lambda id_: str(client.ask("GET", f"/v1/models/{id_}")["sha256"]))
