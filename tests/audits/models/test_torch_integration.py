"""On a product of two numbers the path integral is half of it for each."""

import pytest

from audits.models.torch_integration import integrate


def test_the_weights_add_up_and_the_ends_are_those_of_the_answer():
    import torch
    from captum.attr import IntegratedGradients

    def answer(row):
        return row[:, 0] * row[:, 1]

    whole, blank = torch.tensor([[0.5, 0.8]]), torch.zeros(1, 2)
    weights, ends = integrate(IntegratedGradients(answer), whole, blank, answer)
    assert weights[0].tolist() == pytest.approx([0.2, 0.2], abs=1e-4)
    assert ends == pytest.approx((0.0, 0.4))
