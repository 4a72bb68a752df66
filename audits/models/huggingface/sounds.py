"""Sounds as a folder's own feature extractor prepares them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features
from audits.errors import Refused
from audits.models.heard_sounds import Heard
from audits.models.huggingface.loading import offline, refusing

_FILE = "preprocessor_config.json"


class Waveforms:
    """The extractor, and what it was given.

    column: that holds the sounds. is_fixed: whether the extractor itself brings each sound to one
    length, and cuts what is longer. longest: seconds that it keeps then; None where it cuts none.
    was_cut: whether a sound was longer.
    """

    def __init__(self, folder: Path, config: Mapping[str, Any], column: str) -> None:
        """Raises `Refused` where the folder has no extractor that can be read, or no rate."""
        offline()
        from transformers import AutoFeatureExtractor

        if not any((folder / name).is_file() for name in (_FILE, "processor_config.json")):
            raise Refused.because(
                f"model.files.{_FILE}", "is not there, and it says how sounds are prepared",
                "save the feature extractor beside the model (`save_pretrained`)", "no_extractor",
            )  # fmt: skip
        with refusing(_FILE):
            self.extractor: Any = AutoFeatureExtractor.from_pretrained(  # type: ignore[no-untyped-call]
                folder, local_files_only=True, trust_remote_code=False
            )
        rate = getattr(self.extractor, "sampling_rate", None)
        if not isinstance(rate, int) or rate < 1:
            raise Refused.because(
                f"model.files.{_FILE}", "says no sampling_rate",
                "save the folder with the feature extractor that it was trained with", "no_rate",
            )  # fmt: skip
        self.column = column
        self.is_fixed = self.extractor.model_input_names[0] == "input_features" or hasattr(
            self.extractor, "num_mel_bins"
        )
        self.longest = _longest(self.extractor) if self.is_fixed else None
        self.heard = Heard(rate, 0 if self.is_fixed else _receptive_field(config))
        self.was_cut = False

    def lengths(self, features: Features) -> NDArray[np.intp]:
        """By row which sounds may be asked together, shape (rows,): those of one length.

        Filled up to the longest of a batch a sound would be answered by its company, where the
        network knows no mask; so none is.
        """
        if self.is_fixed:
            return np.zeros(len(features[self.column]), dtype=np.intp)
        samples = self.heard.samples(features[self.column], self.column)
        return np.array([len(each) for each in samples], dtype=np.intp)

    def tensors(self, features: Features) -> Mapping[str, Any]:
        """The network's inputs; raises `Refused` where the column holds no sounds."""
        samples = self.heard.samples(features[self.column], self.column)
        if self.longest is not None:
            most = self.longest * self.heard.rate
            self.was_cut |= any(len(each) > most for each in samples)
        prepared = self.extractor(samples, sampling_rate=self.heard.rate, return_tensors="pt")
        name = self.extractor.model_input_names[0]
        return {name: prepared[name]}

    def description(self) -> str:
        """How sounds are prepared, for the report."""
        words = f"{type(self.extractor).__name__}, {self.heard.description()}"
        if self.longest is not None:
            words += f"; {self.longest:g} s are read"
            words += ", and longer ones are cut there" if self.was_cut else ""
        else:
            words += "; only sounds of one length are asked together"
        return words


def _longest(extractor: Any) -> float | None:
    """Seconds that an extractor of fixed length keeps: Whisper's chunk, or frames of 10 ms."""
    chunk = getattr(extractor, "chunk_length", None)
    if chunk is not None:
        return float(chunk)
    frames = getattr(extractor, "max_length", None)
    return None if frames is None else frames / 100


def _receptive_field(config: Mapping[str, Any]) -> int:
    """Frames that the convolutions over a waveform need for one step; 0 where there are none."""
    kernels, strides = config.get("conv_kernel"), config.get("conv_stride")
    if not isinstance(kernels, list) or not isinstance(strides, list):
        return 0
    frames = 1
    for kernel, stride in zip(kernels[::-1], strides[::-1], strict=False):
        frames = (frames - 1) * stride + kernel
    # Some networks normalise over the steps, of which there must be two.
    return int(frames + np.prod(strides, dtype=np.int64))
