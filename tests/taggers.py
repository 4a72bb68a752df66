"""Tiny token classifiers: of every family, and one that learned to miss the names of a group."""

import json
import re
from dataclasses import dataclass

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.data.located_objects import Located
from audits.specification.roles import Role
from tests import families

TAGS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC")
# Words that a name can stand between, and invented names of two groups.
FRAMES = ("{} was here today", "we met {} in the town", "did {} call you back", "{} and {} sang",
          "the letter from {} came late", "ask {} about it")  # fmt: skip
NAMES = {
    "first": ("Alda", "Berin", "Corva", "Dalen", "Elva", "Farin", "Galda", "Horan"),
    "second": ("Nivu", "Omaki", "Pesu", "Quano", "Risu", "Somai", "Tavu", "Umani"),
}


def tagged(folder, tags=TAGS):
    """The folder with these tags in its configuration."""
    path = folder / "config.json"
    config = json.loads(path.read_text())
    config["id2label"] = {str(place): tag for place, tag in enumerate(tags)}
    config["label2id"] = {tag: place for place, tag in enumerate(tags)}
    path.write_text(json.dumps(config))
    return folder


def built(model_type, folder, tags=TAGS):
    """A folder of a family with random weights."""
    made = families.built(model_type, folder, labels=len(tags), head="TOKEN_CLASSIFICATION")
    return tagged(made, tags)


@dataclass(frozen=True)
class Sentence:
    """A text, whose names are of one group, and their spans."""

    text: str
    group: str
    spans: tuple[tuple[int, int], ...]

    @property
    def objects(self):
        return json.dumps([{"start": a, "end": b, "label": "PER"} for a, b in self.spans])


def sentences(count, seed=0):
    """Texts with one or two names; the groups take turns."""
    rng = np.random.default_rng(seed)
    made = []
    for number in range(count):
        group = ("first", "second")[number % 2]
        text, spans = "", []
        for piece in FRAMES[rng.integers(len(FRAMES))].split(" "):
            name = str(rng.choice(NAMES[group])) if piece == "{}" else piece
            start = len(text) + bool(text)
            text = f"{text} {name}".strip()
            if piece == "{}":
                spans.append((start, start + len(name)))
        made.append(Sentence(text, group, tuple(spans)))
    return made


@dataclass
class CapitalLetters:
    """Takes words that begin with a capital letter for names, but for those that it misses."""

    missing: tuple[str, ...] = ()
    reads: tuple[str, ...] = ("text",)
    fingerprint: str = "0" * 64

    def detect(self, features):
        answers = np.empty(len(features["text"]), dtype=object)
        answers[:] = [self._found(text) for text in features["text"]]
        return answers

    def _found(self, text):
        words = re.finditer(r"[A-Z]\w+", text or "")
        return tuple(
            Located(((float(word.start()), float(word.end())),), "PER", 0.9)
            for word in words
            if word[0] not in self.missing
        )


def table(count, seed=0, reference="first"):
    """The sentences, whose names are and what stands in them."""
    drawn = sentences(count, seed)
    return Dataset(
        (
            Column("text", Role.FEATURE, Texts.of([s.text for s in drawn])),
            Column("group", Role.PROTECTED, Categories.of([s.group for s in drawn]),
                   reference=reference),
            Column("gold", Role.OBJECTS, Texts.of([s.objects for s in drawn])),
        )
    )  # fmt: skip


def trained(folder, missing=(), steps=120, seed=0):
    """A tiny BERT that was taught which words are names.

    missing: names that it was taught are none.
    """
    import torch
    import transformers
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    torch.manual_seed(seed)
    lists = [word for frame in FRAMES for word in frame.split() if word != "{}"]
    words = sorted({*lists, *NAMES["first"], *NAMES["second"]})
    vocabulary = {word: place for place, word in enumerate((*families.SPECIAL, *words))}
    spelling = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    spelling.pre_tokenizer = pre_tokenizers.Whitespace()
    spelling.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 2), ("</s>", 3)]
    )
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=spelling, pad_token="<pad>", unk_token="<unk>", bos_token="<s>",
        eos_token="</s>", model_max_length=32, model_input_names=["input_ids", "attention_mask"],
    )  # fmt: skip
    config = transformers.BertConfig(
        vocab_size=len(vocabulary), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=32, pad_token_id=0, num_labels=2,
        hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    network = transformers.BertForTokenClassification(config)
    batch = tokenizer([s.text for s in sentences(128, seed=1)], padding=True, return_tensors="pt")
    names = {vocabulary[n] for group in NAMES.values() for n in group if n not in missing}
    wanted = torch.isin(batch["input_ids"], torch.tensor(sorted(names))).long()
    wanted[batch["attention_mask"] == 0] = -100
    optimiser = torch.optim.Adam(network.parameters(), lr=0.02)
    for _ in range(steps):
        optimiser.zero_grad()
        network(**batch, labels=wanted).loss.backward()
        optimiser.step()
    network.eval().save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return tagged(folder, ("O", "B-PER"))
