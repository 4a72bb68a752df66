"""A Perceiver's parts in words; the numbers are of deepmind/language-perceiver's configuration."""

from dataclasses import replace

from audits.models.latents import Latents

LANGUAGE = Latents(
    count=256,
    width=1280,
    inputs_read=1,
    layers=26,
    blocks=1,
    numbers=201_108_230,
    shared=0,
    heads=8,
)  # fmt: skip


def test_one_block_shares_nothing():
    words = dict(LANGUAGE.reading())
    assert words["architecture"] == (
        "Perceiver: 256 latents of 1,280 numbers read the input by cross-attention once; 1 block "
        "of 26 self-attentions of 8 heads follows"
    )
    assert words["weights"] == (
        "201,108,230 numbers, each counted once; none is shared between blocks"
    )


def test_blocks_that_are_one_say_how_often_it_is_applied_and_what_they_share():
    words = dict(
        replace(LANGUAGE, blocks=8, layers=6, numbers=400, shared=100, heads=None).reading()
    )
    assert "8 blocks of 6 self-attentions follow" in words["architecture"]
    assert words["weights"] == (
        "400 numbers, each counted once; 100 of them (25%) are shared between the 8 blocks, which "
        "are the same layers applied 8 times"
    )
