"""Shared test settings."""

import gc
import os
from collections.abc import Generator

import pytest
from hypothesis import settings

from tests.local_hosts import LOCAL

# A busy CI machine is not a bug in the code under test.
settings.register_profile("evenhand", deadline=None, derandomize=True)
settings.load_profile("evenhand")

# Folders of tests that run servers.
SERVERS = {"integration", "end_to_end"}

# The published files themselves, which are not ours to hand on; their figures are tested from the
# counts in tests/reference, in every clone.
collect_ignore = [] if os.environ.get("EVENHAND_REFERENCE_DATA") else ["reference_files"]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays until the end, so nothing of it is looked at as garbage, ever."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of many minutes wait to be asked for; each has a short sister that always runs.

    Whole services talk to themselves on this machine, and to nobody else.
    """
    for item in items:
        if SERVERS & set(item.path.relative_to(item.config.rootpath).parts[:2]):
            item.add_marker(pytest.mark.allow_hosts(LOCAL))
    if os.environ.get("EVENHAND_LONG") == "1":
        return
    for item in items:
        if "long" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="takes minutes: EVENHAND_LONG=1 runs it"))
