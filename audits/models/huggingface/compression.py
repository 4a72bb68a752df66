"""Smaller forms of a network of torch, each a changed copy in memory."""

import copy
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, cast

from audits.data.dataset import Features
from audits.errors import NotApplicable
from audits.models import Classifier, Compressed, Compression, StoredSize
from audits.models.huggingface.device import on_gpu
from audits.models.magnitude_pruning import zero_smallest
from audits.models.packed_size import PackedSize

_EXPORT = "export it as ONNX (optimum-cli export onnx), or leave this variant out of `variants`"


class Compressing:
    """Added to an adapter that has a network of torch."""

    network: Any

    def stored_size(self) -> StoredSize:
        """Of the network's weights as torch saves them."""
        return _saved(self.network)

    @contextmanager
    def compressed(
        self, how: Compression, *, calibration: Features, sparsity: float
    ) -> Iterator[Compressed]:
        """See `audits.models.Compressible`. Raises `NotApplicable`: static int8 is for graphs."""
        try:
            network, change = _made(self.network, how, sparsity)
        except NotApplicable:
            raise
        except MemoryError as error:
            raise NotApplicable(
                f"there is not memory enough to make {how}", "give the worker more memory"
            ) from error
        except Exception as error:  # a tool that meets a strange network
            raise NotApplicable(
                f"torch cannot make {how} of it: {type(error).__name__}: {str(error)[:300]}",
                _EXPORT,
            ) from error
        model: Any = self
        changes: dict[str, Any] = {"network": network, "warnings": []}
        if model.spec.precision == "bf16":  # which would be made of it at the first batch
            changes["spec"] = model.spec.model_copy(update={"precision": "fp32"})
        if how is Compression.DYNAMIC_INT8:
            # Ranges are taken over a batch: beside other rows a row would be answered otherwise.
            changes |= {"batch_rows": 1, "most_together": 1, "is_apart": model.tokens is not None}
        made = replace(model, **changes)
        yield Compressed(cast(Classifier, made), _saved(network), change)


def _made(network: Any, how: Compression, sparsity: float) -> tuple[Any, str]:
    import torch

    if how is Compression.STATIC_INT8:
        raise NotApplicable(
            "torch quantises activations by stored ranges only in a graph that is written for it",
            _EXPORT,
        )
    if how is Compression.FP16:
        return copy.deepcopy(network).to(torch.float16), "every weight in 16 bits"
    if how is Compression.PRUNED:
        return _pruned(copy.deepcopy(network), sparsity)
    if on_gpu(network):
        raise NotApplicable("torch quantises to int8 on the CPU alone", "audit it on a CPU")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it is deprecated in torch, and still there
            from torch.ao import quantization

            quantise: Any = quantization.quantize_dynamic
            quantised = quantise(network, {torch.nn.Linear}, dtype=torch.qint8)
    except (ImportError, AttributeError) as error:
        raise NotApplicable("this torch has no dynamic quantisation any more", _EXPORT) from error
    count = sum(isinstance(each, torch.nn.Linear) for each in network.modules())
    if not count:
        raise NotApplicable("the network has no linear layer, which torch quantises alone", _EXPORT)
    return quantised, f"weights of {count} linear layers in 8 bits, all others as they were"


def _pruned(network: Any, sparsity: float) -> tuple[Any, str]:
    import torch
    from transformers.pytorch_utils import Conv1D

    kinds = (torch.nn.Linear, torch.nn.Conv1d, torch.nn.Conv2d, torch.nn.Conv3d, Conv1D)
    layers = [module for module in network.modules() if isinstance(module, kinds)]
    weights = list({id(layer.weight): layer.weight for layer in layers}.values())
    if not weights:
        raise NotApplicable("the network has no linear layer and no convolution", _EXPORT)
    arrays = [weight.detach().float().cpu().numpy().copy() for weight in weights]
    zero_smallest(arrays, sparsity)
    with torch.no_grad():
        for weight, array in zip(weights, arrays, strict=True):
            weight.copy_(torch.from_numpy(array))
    count = sum(array.size for array in arrays)
    return (
        network,
        f"{round(sparsity * count):,} of {count:,} weights set to zero, none trained again",
    )


def _saved(network: Any) -> StoredSize:
    import torch

    counted = PackedSize()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the deprecated types of a quantised network
        torch.save(network.state_dict(), cast(Any, counted))
    return counted.total()
