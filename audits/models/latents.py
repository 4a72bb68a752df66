"""How a network that thinks in latents is built, in words for the report and the model's card.

Jaegle et al. 2021, Perceiver: General Perception with Iterative Attention, ICML: a small learnt
array (the latents) reads the input by cross-attention, whatever its size, and blocks of
self-attention work on the latents alone. The blocks may be one and the same, applied again and
again, so that the network is deeper than its number of weights says.
"""

from dataclasses import dataclass

from audits.models.output_reading import Reading


@dataclass(frozen=True, slots=True)
class Latents:
    """A Perceiver's parts, counted in the network or the graph.

    count, width: of the latents. inputs_read: how often they read the input. layers: of
    self-attention in one block. blocks: how often those are applied. numbers: weights of the whole
    network, each counted once. shared: those of them that every block uses. heads: of one
    self-attention; None where the graph does not say.
    """

    count: int
    width: int
    inputs_read: int
    layers: int
    blocks: int
    numbers: int
    shared: int
    heads: int | None = None

    def reading(self) -> Reading:
        """Two rows of a model's reading: its architecture, and its weights."""
        heads = "" if self.heads is None else f" of {_counted(self.heads, 'head')}"
        return (
            (
                "architecture",
                f"Perceiver: {_counted(self.count, 'latent')} of {self.width:,} numbers read the "
                f"input by cross-attention {_times(self.inputs_read)}; "
                f"{_counted(self.blocks, 'block')} of {_counted(self.layers, 'self-attention')}"
                f"{heads} {'follow' if self.blocks > 1 else 'follows'}",
            ),
            ("weights", f"{self.numbers:,} numbers, each counted once; {self._sharing()}"),
        )

    def _sharing(self) -> str:
        if not self.shared:
            return "none is shared between blocks"
        return (
            f"{self.shared:,} of them ({self.shared / self.numbers:.0%}) are shared between the "
            f"{self.blocks} blocks, which are the same layers applied {_times(self.blocks)}"
        )


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
