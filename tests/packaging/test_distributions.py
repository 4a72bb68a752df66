"""The wheel and the source distribution: what is in them, and what a bare install can do."""

import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("audits", "service", "workers", "evenhand", "migrations")
# What `pip install .` does not bring: imports of these fail as on a machine without the extras.
BARE = """
import importlib.abc, sys
EXTRAS = set({extras!r})
class Missing(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in EXTRAS:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Missing())
import importlib.util
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *a: None if name in EXTRAS else found(name, *a)
sys.path[:] = [{site!r}, *[p for p in sys.path if p not in ("", {root!r})]]
"""
EXTRAS = (
    "PIL", "captum", "ctranslate2", "fairlearn", "numpy", "onnxruntime", "pyarrow",
    "python_calamine", "pyseccomp", "sacremoses", "safetensors", "scipy", "sentencepiece",
    "skimage", "sklearn", "torch", "transformers", "vl_convert", "weasyprint",
)  # fmt: skip


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source distribution, made of what git would give."""
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for name in PACKAGES:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    out = tmp_path_factory.mktemp("dist")
    script = (
        "import sys, setuptools.build_meta as backend; out = sys.argv[1]; "  # it changes argv
        "backend.build_wheel(out); backend.build_sdist(out)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(out)], cwd=source, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return out


@pytest.fixture(scope="session")
def site(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as an installer unpacks it: one of pure Python is its files, side by side."""
    (wheel,) = built.glob("*-py3-none-any.whl")
    target = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as files:
        files.extractall(target)
    return target


def bare(site: Path, script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    before = BARE.format(extras=EXTRAS, site=str(site), root=str(ROOT))
    return subprocess.run(
        [sys.executable, "-P", "-c", before + script], cwd=folder, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


def test_both_hold_every_file_that_the_packages_read(built: Path) -> None:
    (wheel,), (sdist,) = built.glob("*.whl"), built.glob("*.tar.gz")
    wanted = {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }
    wheel_files = set(zipfile.ZipFile(wheel).namelist())
    with tarfile.open(sdist) as archive:
        sdist_files = {name.partition("/")[2] for name in archive.getnames()}
    assert wanted - wheel_files == set()
    assert wanted - sdist_files == set()
    assert not any(name.startswith(("tests", "benchmarks")) for name in wheel_files)


def test_a_bare_install_gives_the_client_and_the_api(site: Path, tmp_path: Path) -> None:
    script = f"""
import evenhand, service
assert evenhand.__file__.startswith({str(site)!r}), evenhand.__file__
client = evenhand.Client("http://localhost:1", "ehk_x")
from service.app import create_app
from service.records.migrating import migrate
from service.settings import Settings
settings = Settings.from_environment({{"EVENHAND_HOME": {str(tmp_path)!r}}})
migrate(settings.database_url)
app = create_app(settings)
answer = app.test_client().get("/readyz")
print(answer.status_code, app.test_client().get("/openapi.json").json["openapi"])
print(app.test_client().get("/login").status_code)
try:
    evenhand.audit
except ImportError as error:
    print(error)
"""
    done = bare(site, script, tmp_path)
    assert done.returncode == 0, done.stderr[-3000:]
    first, second, third = done.stdout.splitlines()
    assert first == "200 3.1.0"
    assert second == "200"
    assert "evenhand.audit needs numpy" in third
    assert "pip install 'evenhand[cpu]'" in third


@pytest.mark.parametrize("command", ["up", "audit people.csv", "init people.csv"])
def test_what_cannot_be_done_there_says_so_and_stops(
    site: Path, tmp_path: Path, command: str
) -> None:
    script = f"from evenhand.cli import main; sys.exit(main({command.split()!r}))"
    done = bare(site, script, tmp_path)
    assert done.returncode == 3, done.stderr
    assert "[missing_extra]" in done.stderr
    assert "evenhand[cpu]" in done.stderr
    assert list(tmp_path.iterdir()) == []
