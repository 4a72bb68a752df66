"""Threads of torch are set back, and a copy in another precision leaves the network as it is."""

import pytest

from audits.errors import NotApplicable
from audits.models.huggingface import other_arithmetic
from audits.models.huggingface.other_arithmetic import in_precision, with_threads


@pytest.fixture
def network():
    import torch

    return torch.nn.Linear(2, 3)


def test_threads_are_set_back_whatever_happens():
    import torch

    def asked(threads):
        with with_threads(threads):
            assert torch.get_num_threads() == threads
            raise ValueError("boom")

    before = torch.get_num_threads()
    with pytest.raises(ValueError, match="boom"):
        asked(before + 2)
    assert torch.get_num_threads() == before


def test_a_copy_has_the_same_weights_in_another_precision(network):
    import torch

    copy = in_precision(network, "float64")
    assert copy.weight.dtype == torch.float64
    assert network.weight.dtype == torch.float32
    assert torch.equal(copy.weight.float(), network.weight)


def test_a_network_too_large_to_copy_is_refused_with_its_size(network, monkeypatch):
    monkeypatch.setattr(other_arithmetic, "MOST_COPIED", 8)
    with pytest.raises(NotApplicable, match="it has 9 parameters"):
        in_precision(network, "bfloat16")
