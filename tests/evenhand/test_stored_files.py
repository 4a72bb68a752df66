"""Files of a service's reports: from its store where that is here, else asked for by option."""

from io import BytesIO
from pathlib import Path

import httpx
import pytest

from audits.errors import Refused
from evenhand.client import Client
from evenhand.stored_files import NOWHERE, StoredFiles, stored_files
from service.artifacts import open_store
from service.settings import Settings


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("EVENHAND_HOME", str(tmp_path / "home"))
    return Settings.from_environment()


def test_a_dataset_lies_under_its_digest(home: Settings, tmp_path: Path) -> None:
    stored = open_store(home).put(BytesIO(b"a,b\n1,2\n"))
    path = stored_files(None).dataset("dsv_1", stored.sha256, tmp_path)
    assert path.read_bytes() == b"a,b\n1,2\n"


def test_a_packed_folder_lies_under_the_digest_that_the_service_says(
    home: Settings, tmp_path: Path
) -> None:
    """The plan has the digest of its content, the store that of the package."""
    stored = open_store(home).put(BytesIO(b"a package"))

    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/v1/models/mdv_1"
        return httpx.Response(200, json={"sha256": stored.sha256})

    with Client("http://service", "k", transport=httpx.MockTransport(answer)) as client:
        path = stored_files(client).model("mdv_1", "0" * 64, tmp_path)
    assert path.read_bytes() == b"a package"
    assert stored_files(None).model("mdv_1", stored.sha256, tmp_path).exists()


@pytest.mark.parametrize("where", [NOWHERE, None])
def test_what_is_not_here_is_asked_for(
    home: Settings, tmp_path: Path, where: StoredFiles | None
) -> None:
    stored = where or stored_files(None)
    for ask, option in ((stored.dataset, "--dataset"), (stored.model, "--model")):
        with pytest.raises(Refused) as refusal:
            ask("dsv_1", "0" * 64, tmp_path)
        (problem,) = refusal.value.problems
        assert (problem.field, problem.code) == (option, "missing")
        assert f"{option} FILE" in problem.remedy
