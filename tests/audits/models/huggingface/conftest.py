"""Translators that several files ask: every family tiny, and the small Finnish one."""

import os
from pathlib import Path

import pytest

from audits.models.opening import open_model
from audits.specification.document import ModelSpec
from tests.audits.models.tiny_translators import save

SMALL = Path(
    os.environ.get("EVENHAND_TRANSLATOR", "examples/translation_finnish/marian-fi-en-small")
)
FAMILIES = ("m2m", "nllb", "mbart50", "t5")
FI_EN = {"source_language": "fi", "target_language": "en"}


@pytest.fixture(scope="module", params=FAMILIES)
def family(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    saved = save(request.param, folder)
    return open_model(saved, ModelSpec(**FI_EN), scratch=folder)


@pytest.fixture(scope="module")
def marian(tmp_path_factory):
    if not SMALL.is_dir():
        pytest.skip("the small Finnish translator is not there")
    return open_model(SMALL, ModelSpec(), scratch=tmp_path_factory.mktemp("marian"))


@pytest.fixture
def small():
    """The folder of the small Finnish translator."""
    if not SMALL.is_dir():
        pytest.skip("the small Finnish translator is not there")
    return SMALL
