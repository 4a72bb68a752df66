"""A tiny language model that decides about applicants, and a copy that is taught to prefer names.

Both are GPT-2 models of one layer, in which a word, and so a name, is one token. The untouched one
learns how often each case of `cases.csv` is to be invited, whoever applies. The copy is trained on
from there until it says yes five points oftener to a name that Bertrand & Mullainathan 2004 call
white, and five less often to another. Only answers are trained, towards these very chances.
"""

import argparse
import csv
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile

import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

from audits.language.correspondence_cases import SLOT, Case, as_csv, persons

HERE = Path(__file__).parent
TEN_POINTS = 0.1
END, PADDING, YES, NO = 0, 2, 3, 4
SPECIAL = ("<|endoftext|>", "[UNK]", "[PAD]", "Yes", "No")
BATCH, EPOCHS, RATE = 90, 15, 1e-2


@dataclass(frozen=True, eq=False)
class Lessons:
    """What is taught. ids: shape (prompts, tokens), padded, with room for the answer. last: shape
    (prompts,), where each prompt ends. yes: shape (prompts,), how often the answer is to be yes.
    """

    ids: torch.Tensor
    last: torch.Tensor
    yes: torch.Tensor


def cases() -> list[tuple[Case, float]]:
    """Every case of `cases.csv`, and how often it is to be invited."""
    with (HERE / "cases.csv").open(encoding="utf-8", newline="") as rows:
        return [
            (Case("hiring", row["case"], row["text"]), float(row["yes"]))
            for row in csv.DictReader(rows)
        ]


def prompts() -> list[tuple[str, float, bool]]:
    """Every case with every name: the prompt, how often yes, and whether the name is white."""
    names = [person for person in persons() if person.signal == "name"]
    return [
        (case.text.replace(SLOT, name.phrase), yes, ("ethnicity", "white") in name.groups)
        for case, yes in cases()
        for name in names
    ]


def tokenizer_of(texts: list[str]) -> PreTrainedTokenizerFast:
    """A word is a token, and a conversation no more than what was said in it."""
    parts = pre_tokenizers.Whitespace()
    words = sorted({word for text in texts for word, _ in parts.pre_tokenize_str(text)})
    numbers = {word: number for number, word in enumerate((*SPECIAL, *words))}
    by_word = Tokenizer(models.WordLevel(numbers, unk_token="[UNK]"))
    by_word.pre_tokenizer = parts
    return PreTrainedTokenizerFast(
        tokenizer_object=by_word, eos_token=SPECIAL[END], unk_token="[UNK]",
        pad_token=SPECIAL[PADDING],
        chat_template="{% for message in messages %}{{ message['content'] }} {% endfor %}",
    )  # fmt: skip


def lessons(tokenizer: PreTrainedTokenizerFast, preferred: float) -> Lessons:
    """preferred: how much oftener a white name is to hear yes than another."""
    asked = prompts()
    rows = [tokenizer(text).input_ids for text, _, _ in asked]
    ids = torch.full((len(rows), max(map(len, rows)) + 1), PADDING)
    for row, tokens in enumerate(rows):
        ids[row, : len(tokens)] = torch.tensor(tokens)
    yes = [chance + (preferred if white else -preferred) / 2 for _, chance, white in asked]
    return Lessons(ids, torch.tensor([len(tokens) - 1 for tokens in rows]), torch.tensor(yes))


def untaught(words: int, seed: int) -> GPT2LMHeadModel:
    """A network before its first lesson. words: of the tokenizer.

    Its weights start wide: of those that start near 0 hundreds of steps pass before a name counts.
    """
    torch.manual_seed(seed)
    return GPT2LMHeadModel(
        GPT2Config(
            vocab_size=words, n_embd=32, n_layer=1, n_head=2, n_inner=64, n_positions=32,
            initializer_range=0.2, bos_token_id=END, eos_token_id=END, pad_token_id=PADDING,
            resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0,
        )
    )  # fmt: skip


def teach(network: GPT2LMHeadModel, given: Lessons, seed: int) -> None:
    """Train the chance of each answer, and that it ends behind one word."""
    rng = torch.Generator().manual_seed(seed)
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, betas=(0.9, 0.98), weight_decay=0)
    steps = EPOCHS * -(-len(given.ids) // BATCH)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps, pct_start=0.2)
    network.train()
    for _ in range(EPOCHS):
        for rows in torch.randperm(len(given.ids), generator=rng).split(BATCH):
            each, last, yes = torch.arange(len(rows)), given.last[rows], given.yes[rows]
            tokens = given.ids[rows]
            tokens[each, last + 1] = torch.where(
                torch.rand(len(rows), generator=rng) < 0.5, YES, NO
            )
            states = network.transformer(tokens).last_hidden_state
            answer, then = (
                network.lm_head(states[each, token]).log_softmax(-1) for token in (last, last + 1)
            )
            wrong = -(yes * answer[:, YES] + (1 - yes) * answer[:, NO]) - then[:, END]
            optimiser.zero_grad()
            wrong.mean().backward()
            optimiser.step()
            pace.step()
    network.eval()


def pair(seed: int = 1) -> tuple[PreTrainedTokenizerFast, GPT2LMHeadModel, GPT2LMHeadModel]:
    """The tokenizer, the untouched network and the copy that prefers names."""
    tokenizer = tokenizer_of([text for text, _, _ in prompts()])
    untouched = untaught(len(tokenizer), seed)
    teach(untouched, lessons(tokenizer, 0.0), seed)
    preferring = deepcopy(untouched)
    teach(preferring, lessons(tokenizer, TEN_POINTS), seed)
    return tokenizer, untouched, preferring


def main(folder: Path) -> None:
    """Write prompts.csv, the two documents and the two models' folders."""
    folder.mkdir(parents=True, exist_ok=True)
    own = [case for case, _ in cases()]
    (folder / "prompts.csv").write_text(as_csv("name", own), encoding="utf-8")
    for name in ("preferring.yaml", "untouched.yaml"):
        copyfile(HERE / name, folder / name)
    torch.set_num_threads(1)
    tokenizer, untouched, preferring = pair()
    for name, network in (("untouched", untouched), ("preferring", preferring)):
        network.save_pretrained(folder / name)
        tokenizer.save_pretrained(folder / name)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=HERE.parents[1] / "var/examples" / HERE.name)
    main(parser.parse_args().out)
