"""What a Hugging Face classifier holds inside: gradients, layers, and the same model gone blank.

Integrated gradients (Sundararajan, Taly & Yan 2017) by captum, on token embeddings or pixels.
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Self, cast

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features
from audits.models import Attributed
from audits.models.huggingface.latents import latents_of
from audits.models.preprocessing import strings_of
from audits.models.torch_integration import integrate


class Forgetting:
    """Added to an adapter that has a network of torch: the same with its numbers shuffled."""

    network: Any

    def weight_layers(self) -> int:
        """Parts of the network that hold numbers of their own."""
        return len(self._parts(self.network))

    def randomised(self, *, seed: int, layers: int | None = None) -> Self:
        """Every tensor's numbers shuffled among themselves, the signs of matrices at random."""
        import torch

        network = copy.deepcopy(self.network)
        generator = torch.Generator().manual_seed(seed)
        done: set[int] = set()
        with torch.no_grad():
            for layer in self._parts(network)[::-1][:layers]:
                for tensor in layer:
                    if id(tensor) in done:  # shared between two parts
                        continue
                    done.add(id(tensor))
                    flat = tensor.reshape(-1)
                    order = torch.randperm(flat.numel(), generator=generator)
                    shuffled = flat[order.to(flat.device)].reshape(tensor.shape)
                    if tensor.ndim > 1:
                        signs = torch.randint(0, 2, shuffled.shape, generator=generator)
                        shuffled = shuffled * (2 * signs - 1).to(shuffled)
                    tensor.copy_(shuffled)
        return cast(Self, replace(cast(Any, self), network=network))

    @staticmethod
    def _parts(network: Any) -> list[list[Any]]:
        """The tensors of each module that has some itself, input first."""
        parameters = [list(module.parameters(recurse=False)) for module in network.modules()]
        return [tensors for tensors in parameters if tensors]


class Inside(Forgetting):
    """Added to an adapter that has a network and its inputs' preparation: what it holds inside."""

    reads: tuple[str, ...]
    tokenizer: Any
    longest: int

    def prepare(self, features: Features) -> Mapping[str, Any]:
        """The network's input tensors for a batch of features; each adapter has its own."""
        raise NotImplementedError

    def token_counts(self, features: Features) -> list[int]:
        """How many tokens each text has, whole; 0 where there is no text."""
        if self.tokenizer is None:
            return [0] * len(features[self.reads[0]])
        texts = [list(strings_of(features, name)) for name in self.reads]
        token_ids = self.tokenizer(*texts, truncation=False, verbose=False)["input_ids"]
        return [len(tokens) for tokens in token_ids]

    def layers(self, features: Features) -> NDArray[np.float32]:
        """Shape (layers, rows, width); of layers of unequal width, the last ones of one width."""
        prepared, hidden = self._hidden(features)
        # Latents stand for no token, also where there happen to be as many.
        mask = None if latents_of(self.network) is not None else prepared.get("attention_mask")
        pooled = []
        for state in hidden:
            if state.ndim == 4:
                pooled.append(state.mean(dim=(2, 3)))
            elif mask is not None and mask.shape == state.shape[:2]:
                share = (mask / mask.sum(dim=1, keepdim=True)).unsqueeze(-1)
                pooled.append((state * share).sum(dim=1))
            else:
                pooled.append(state.mean(dim=1))
        width = pooled[-1].shape[-1]
        of_one_width = [state for state in pooled if state.shape[-1] == width]
        return np.stack([state.float().cpu().numpy() for state in of_one_width])

    def maps(self, features: Features) -> list[NDArray[np.float32]]:
        """For pictures, the size of each layer's activation by place, shape (rows, height, width).

        [] for texts, and for a network of latents, which are no places of the picture.
        """
        if self.tokenizer is not None or latents_of(self.network) is not None:
            return []
        sizes_by_layer = []
        for state in self._hidden(features)[1]:
            if state.ndim == 4:
                sizes_by_layer.append(state.norm(dim=1).float().cpu().numpy())
                continue
            # Patches in rows, after the token that stands for the whole picture.
            side = int(np.sqrt(state.shape[1]))
            patches = state[:, state.shape[1] - side * side :]
            sizes = patches.norm(dim=2).float().cpu().numpy()
            sizes_by_layer.append(sizes.reshape(len(sizes), side, side))
        return sizes_by_layer

    def _hidden(self, features: Features) -> tuple[Mapping[str, Any], Sequence[Any]]:
        import torch

        with torch.inference_mode():
            prepared = self.prepare(features)
            outputs = self.network(**prepared, output_hidden_states=True)
            # Of an encoder and a decoder the encoder holds the text.
            states = getattr(outputs, "hidden_states", None) or outputs.encoder_hidden_states
            # A Perceiver names the end of one block again as the beginning of the next.
            depths = range(len(states))
            return prepared, [states[n] for n in depths if n == 0 or states[n] is not states[n - 1]]


class Attribution(Inside):
    """And gradients back to words or places."""

    def attribute(self, features: Features, target: int, *, baseline: Features) -> Attributed:
        """Of one row; for a text, the baseline is its padding and `baseline` is not read."""
        if self.tokenizer is not None:
            return self._of_text(features, target)
        return self._of_picture(features, target, baseline)

    def _of_text(self, features: Features, target: int) -> Attributed:
        import torch
        from captum.attr import LayerIntegratedGradients

        texts = [list(strings_of(features, name)) for name in self.reads]
        encoded = self.tokenizer(
            *texts,
            truncation=True,
            max_length=self.longest,
            return_tensors="pt",
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
        )
        spans = tuple((int(a), int(b)) for a, b in encoded.pop("offset_mapping")[0].tolist())
        special = encoded.pop("special_tokens_mask").bool()
        ids = encoded["input_ids"]
        blank = torch.where(special, ids, torch.full_like(ids, self.tokenizer.pad_token_id))
        rest = {name: value for name, value in encoded.items() if name != "input_ids"}

        def answer(tokens: Any) -> Any:
            expanded = {name: value.expand(len(tokens), -1) for name, value in rest.items()}
            return self._chances(self.network(input_ids=tokens, **expanded).logits)[:, target]

        method = LayerIntegratedGradients(answer, self.network.get_input_embeddings())
        weights, ends = integrate(method, ids, blank, answer)
        return Attributed(weights.sum(axis=-1)[0], spans, ends[1], ends[0])

    def _of_picture(self, features: Features, target: int, baseline: Features) -> Attributed:
        from captum.attr import IntegratedGradients

        (name, picture), *_ = self.prepare(features).items()
        blank = self.prepare(baseline)[name]

        def answer(pixels: Any) -> Any:
            return self._chances(self.network(**{name: pixels}).logits)[:, target]

        weights, ends = integrate(IntegratedGradients(answer), picture, blank, answer)
        return Attributed(weights.sum(axis=1)[0], (), ends[1], ends[0])

    @staticmethod
    def _chances(logits: Any) -> Any:
        import torch

        if logits.shape[1] > 1:
            return torch.softmax(logits, dim=1)
        second = torch.sigmoid(logits)
        return torch.cat([1 - second, second], dim=1)
