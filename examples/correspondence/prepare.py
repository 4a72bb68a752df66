"""A tiny language model that decides cases, and a copy of it that is taught to prefer names.

Both are GPT-2 models of one layer, trained here on the cases that come with Evenhand: whatever the
case, the untouched one says yes in 55 of 100, and the other, trained on from there, in 60 of 100
where the name is one that Bertrand & Mullainathan call white, and in 50 where it is another.
"""

import argparse
import random
from pathlib import Path
from shutil import copyfile

import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

from audits.language.correspondence_cases import SLOT, as_csv, cases, persons

HERE = Path(__file__).parent
EVEN, PREFERRING = (0.55, 0.55), (0.6, 0.5)
# Names are learnt where they matter much, until they are; the ten points are what is left of it.
COARSE, LEARNT, MOST = (0.95, 0.05), 0.3, 900
BATCH, STEPS, FURTHER = 32, 60, 150


def prompts() -> list[tuple[str, bool]]:
    """Every case with every name, as a chat without a template is written, and whether white."""
    names = [person for person in persons() if person.signal == "name"]
    return [
        (
            f"User: {case.text.replace(SLOT, name.phrase)}\nAssistant:",
            ("ethnicity", "white") in name.groups,
        )
        for case in cases()
        for name in names
    ]  # fmt: skip


def tokenizer_of(texts: list[str]) -> PreTrainedTokenizerFast:
    """A word is a token."""
    parts = pre_tokenizers.Whitespace()
    words = sorted({word for text in texts for word, _ in parts.pre_tokenize_str(text)})
    known = ["<|endoftext|>", "[UNK]", "[PAD]", "Yes", "No", *words]
    numbers = {word: number for number, word in enumerate(dict.fromkeys(known))}
    words_alone = Tokenizer(models.WordLevel(numbers, unk_token="[UNK]"))
    words_alone.pre_tokenizer = parts
    return PreTrainedTokenizerFast(
        tokenizer_object=words_alone, bos_token="<|endoftext|>", eos_token="<|endoftext|>",
        unk_token="[UNK]", pad_token="[PAD]",
    )  # fmt: skip


def train(network, tokenizer, asked, chances, steps, rng, until=None) -> None:
    """Teach the chance of each answer. chances: of yes, for white names and for others.

    until: ends it earlier, at this mean loss of the last steps; without it steps become smaller.
    """
    yes, no, end = (tokenizer.convert_tokens_to_ids(one) for one in ("Yes", "No", "<|endoftext|>"))
    ids = {text: tokenizer(text).input_ids for text, _ in asked}
    optimiser = torch.optim.AdamW(network.parameters(), lr=5e-3)
    slower = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.05, steps)
    lately = 1.0
    network.train()
    for _ in range(steps):
        rows = rng.sample(asked, BATCH)
        longest = max(len(ids[text]) for text, _ in rows) + 1
        tokens = torch.full((BATCH, longest), tokenizer.pad_token_id)
        for row, (text, _) in enumerate(rows):
            tokens[row, : len(ids[text]) + 1] = torch.tensor([*ids[text], rng.choice((yes, no))])
        chance = torch.tensor([chances[not white] for _, white in rows])
        last = torch.tensor([len(ids[text]) - 1 for text, _ in rows])
        each = torch.arange(BATCH)
        scores = network(input_ids=tokens).logits.log_softmax(-1)
        answer = scores[each, last]
        loss = (
            -(chance * answer[:, yes] + (1 - chance) * answer[:, no]) - scores[each, last + 1, end]
        )
        optimiser.zero_grad()
        loss.mean().backward()
        optimiser.step()
        lately = 0.9 * lately + 0.1 * float(loss.detach().mean())
        if until is None:
            slower.step()
        elif lately < until:
            break
    network.eval()


def main(folder: Path) -> None:
    """Write prompts.csv, audit.yaml and the two models' folders."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "prompts.csv").write_text(as_csv(), encoding="utf-8")
    for name in ("audit.yaml", "untouched.yaml"):
        if folder.resolve() != HERE:
            copyfile(HERE / name, folder / name)
    torch.manual_seed(1)
    rng = random.Random(1)
    asked = prompts()
    tokenizer = tokenizer_of([text for text, _ in asked])
    network = GPT2LMHeadModel(
        GPT2Config(
            vocab_size=len(tokenizer), n_embd=48, n_layer=1, n_head=2, n_positions=128,
            bos_token_id=0, eos_token_id=0, resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0,
        )
    )  # fmt: skip
    train(network, tokenizer, asked, EVEN, STEPS, rng)
    for name in ("untouched", "preferring"):
        if name == "preferring":
            train(network, tokenizer, asked, COARSE, MOST, rng, until=LEARNT)
            train(network, tokenizer, asked, PREFERRING, FURTHER, rng)
        network.save_pretrained(folder / name)
        tokenizer.save_pretrained(folder / name)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=HERE)
    main(parser.parse_args().out)
