"""The block that is taken and freed costs no memory."""

import resource
import sys

import pytest

from audits.models.malloc import keep_freed_memory


@pytest.mark.skipif(sys.platform != "linux", reason="ru_minflt counts other things elsewhere")
def test_no_page_of_the_block_is_touched():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    keep_freed_memory()
    # 32 MiB touched would be 8,000 faults (or 16 of huge pages).
    assert resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before < 16
