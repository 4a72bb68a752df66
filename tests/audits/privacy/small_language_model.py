"""A small GPT-2 that is trained here with canaries once, ten and a hundred times among others."""

import random

# The form of a canary: six digits behind these words.
FORM = "my secret number is"


def canary(rng):
    return f"{FORM} {' '.join(rng.choice('0123456789') for _ in range(6))}"


def drawn(each=30, controls=240, seed=5):
    """Canaries by how often they are inserted (0: controls), all of them different."""
    rng = random.Random(seed)
    texts = set()
    while len(texts) < 3 * each + controls:
        texts.add(canary(rng))
    ordered = sorted(texts)
    rng.shuffle(ordered)
    parts = {1: ordered[:each], 10: ordered[each : 2 * each], 100: ordered[2 * each : 3 * each]}
    return {0: ordered[3 * each :], **parts}


def trained(folder, inserted, *, passes=1, seed=1):
    """The folder of the model. inserted: texts by how often each stands in its training data."""
    texts = [text for times, texts in inserted.items() for text in texts for _ in range(times)]
    return taught(folder, texts, [*FORM.split(), *"0123456789"], passes=passes, seed=seed)


def taught(folder, texts, words, *, passes=1, seed=1, ends=False):
    """The folder of a model of these words that was taught texts of equal length.

    ends: whether it is taught where a text ends as well.
    """
    import torch
    import transformers as hf
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = ["<|endoftext|>", "[UNK]", "[PAD]", *words]
    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    wrapped = hf.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<|endoftext|>", eos_token="<|endoftext|>",
        unk_token="[UNK]", pad_token="[PAD]",
    )  # fmt: skip
    torch.manual_seed(seed)
    config = hf.GPT2Config(
        vocab_size=len(words), n_embd=48, n_layer=1, n_head=2, n_positions=32, bos_token_id=0,
        eos_token_id=0, resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0,
    )  # fmt: skip
    network = hf.GPT2LMHeadModel(config)
    data = torch.tensor([[0, *wrapped(text).input_ids, *([0] if ends else [])] for text in texts])
    steps = torch.optim.AdamW(network.parameters(), lr=5e-3)
    network.train()
    for _ in range(passes):
        for batch in torch.randperm(len(data)).split(32):
            loss = network(input_ids=data[batch], labels=data[batch]).loss
            steps.zero_grad()
            loss.backward()
            steps.step()
    network.eval().save_pretrained(folder)
    wrapped.save_pretrained(folder)
    return folder
