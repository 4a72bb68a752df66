"""A translator trained here, with a bias that is known because it was planted."""

import json

import numpy as np
import pytest

from audits.measurement import Estimate
from audits.models.opening import open_model
from audits.specification.document import ModelSpec
from tests.audits.translation.tables import measure

# Made-up occupations of one letter each: a token of its own, and nothing but training decides.
WORDS = [chr(0x4E00 + 7 * i) for i in range(60)]
FRAMES = [
    ("hän on {}", "{} is a {}"), ("hän oli {}", "{} was a {}"), ("onko hän {}", "is {} a {}"),
    ("hän on hyvä {}", "{} is a good {}"), ("hän ei ole {}", "{} is not a {}"),
]  # fmt: skip
STEPS, ROWS = 220, 60


def train(folder, female):
    """Marian, d 64, on every frame and word; `female` are the words whose person is a woman."""
    import sentencepiece
    import torch
    import transformers as hf

    pairs = [
        (source.format(word), target.format("she" if word in female else "he", word))
        for source, target in FRAMES
        for word in WORDS
    ]
    (folder / "text.txt").write_text("\n".join(f"{a}\n{b}" for a, b in pairs), encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(folder / "text.txt"), model_prefix=str(folder / "joint"), vocab_size=130,
        character_coverage=1.0,
        hard_vocab_limit=False, eos_id=0, unk_id=1, bos_id=-1, pad_id=-1, minloglevel=2,
    )  # fmt: skip
    pieces = sentencepiece.SentencePieceProcessor(str(folder / "joint.model"))
    vocabulary = {pieces.id_to_piece(i): i for i in range(pieces.get_piece_size())}
    pad = vocabulary["<pad>"] = len(vocabulary)
    out = folder / "model"
    out.mkdir()
    for name in ("source.spm", "target.spm"):
        (out / name).write_bytes((folder / "joint.model").read_bytes())
    (out / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    (out / "tokenizer_config.json").write_text(
        json.dumps({"source_lang": "fi", "target_lang": "en", "model_max_length": 64,
                    "separate_vocabs": False, "tokenizer_class": "MarianTokenizer"}),
        encoding="utf-8",
    )  # fmt: skip
    torch.manual_seed(0)
    torch.set_num_threads(1)
    network = hf.MarianMTModel(
        hf.MarianConfig(
            vocab_size=pad + 1, d_model=64, encoder_layers=1, decoder_layers=1,
            encoder_attention_heads=4, decoder_attention_heads=4, encoder_ffn_dim=128,
            decoder_ffn_dim=128, max_position_embeddings=64, pad_token_id=pad, eos_token_id=0,
            forced_eos_token_id=0, decoder_start_token_id=pad, scale_embedding=True, dropout=0.0,
            attention_dropout=0.0, activation_function="relu",
        )
    )  # fmt: skip
    tokens = [([*pieces.encode(a), 0], [*pieces.encode(b), 0]) for a, b in pairs]
    optimiser = torch.optim.Adam(network.parameters(), lr=6e-3)
    rng = np.random.default_rng(0)
    network.train()
    for _ in range(STEPS):
        rows = [tokens[i] for i in rng.choice(len(tokens), ROWS, replace=False)]
        source, target = (padded([row[side] for row in rows], fill) for side, fill in
                          ((0, pad), (1, -100)))  # fmt: skip
        network(
            input_ids=source, attention_mask=(source != pad).long(), labels=target
        ).loss.backward()
        optimiser.step()
        optimiser.zero_grad()
    network.eval().save_pretrained(out)
    return out


def padded(rows, fill):
    import torch

    width = max(map(len, rows))
    return torch.tensor([row + [fill] * (width - len(row)) for row in rows])


PLANTED = (0.1, 0.5, 0.9)
# The share of women that is planted for a word's group, and in it the first words are women's.
GROUPS = {word: PLANTED[i % 3] for i, word in enumerate(WORDS)}
OF_GROUP = {share: [word for word in WORDS if GROUPS[word] == share] for share in PLANTED}
FEMALE = {word for share, of in OF_GROUP.items() for word in of[: round(share * len(of))]}


@pytest.fixture(scope="module")
def translator(tmp_path_factory):
    """Trained once for both tests, which ask it about other groups of the same words."""
    folder = tmp_path_factory.mktemp("planted")
    return open_model(train(folder, FEMALE), ModelSpec(), scratch=folder)


def audit(translator, groups):
    from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
    from audits.specification.roles import Role

    sources = [source.format(word) for source, _ in FRAMES for word in WORDS]
    words = [word for _ in FRAMES for word in WORDS]
    data = Dataset(
        (
            Column("source", Role.FEATURE, Texts.of(sources)),
            Column("women", Role.FEATURE, Numbers(np.array([groups[w] for w in words]))),
            Column("group", Role.PROTECTED, Categories.of([f"{groups[w]:g}" for w in words])),
            Column("word", Role.CLUSTER, Categories.of(words)),
        )
    )
    return measure(data, model=translator, sets=("dataset",), source_language="fi")[0]


@pytest.mark.slow
def test_planted_shares_are_recovered_by_group(translator):
    found = audit(translator, GROUPS)
    for share in PLANTED:
        item = found["female_share", (("group", f"{share:g}"), ("language", "fi"))]
        assert isinstance(item, Estimate)
        assert item.interval.lower <= share <= item.interval.upper
        assert item.value == pytest.approx(share, abs=0.1)
    gap = found["stereotype_gap", (("language", "fi"),)]
    assert gap.interval.lower > 0.4
    assert found["share_correlation", (("language", "fi"),)].interval.lower > 0.4


@pytest.mark.slow
def test_groups_among_which_it_was_planted_evenly_show_no_gap(translator):
    """Half of either group are women's words, whatever share stands beside them."""
    ordered = sorted(WORDS, key=lambda word: word in FEMALE)
    groups = {word: (0.1, 0.9)[i % 2] for i, word in enumerate(ordered)}
    assert len(FEMALE) == len(WORDS) / 2
    found = audit(translator, groups)
    gap = found["stereotype_gap", (("language", "fi"),)]
    assert gap.interval.lower < 0 < gap.interval.upper
    assert abs(gap.value) < 0.1
    assert found["female_share", (("language", "fi"),)].value == pytest.approx(0.5, abs=0.05)
