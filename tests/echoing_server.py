"""A small causal model that is really asked, behind the completions of OpenAI's form.

It echoes prompts with their log-probabilities, in the ways in which servers do: one adds no token
before a prompt and gives the first of its tokens none; one adds the model's own beginning; one
adds it, leaves it out of what it tells, and keeps the first word's to itself.
"""

import json
from pathlib import Path

SENTENCES = (
    "the nurse was kind", "the doctor was kind", "she is a doctor, and he is not",
    "he is a doctor, and she is not", "a caf\N{LATIN SMALL LETTER E WITH ACUTE} by the day",
    "\N{LATIN CAPITAL LETTER E WITH ACUTE}mile was rude", "they said it",
    "the old man was very good",
)  # fmt: skip
BEGIN = "<s>"
PLAIN, BEGUN, HIDDEN = "plain", "begun", "hidden"


def built(folder: Path) -> Path:
    """A tiny GPT-2 with a tokenizer of bytes, in which some characters are several tokens."""
    import torch
    import transformers
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    plain = [text for text in SENTENCES if text.isascii()]
    trainer = trainers.BpeTrainer(
        vocab_size=300, special_tokens=[BEGIN, "</s>"], show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )  # fmt: skip
    made.train_from_iterator(plain, trainer)
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=made, bos_token=BEGIN, eos_token="</s>"
    )
    torch.manual_seed(4)
    config = transformers.GPT2Config(
        vocab_size=len(tokenizer), n_embd=16, n_layer=2, n_head=2, n_positions=64,
        bos_token_id=0, eos_token_id=1,
    )  # fmt: skip
    network = transformers.GPT2LMHeadModel(config).eval()
    with torch.no_grad():
        for tensor in network.parameters():
            if tensor.ndim > 1:
                tensor.normal_(0, 0.3)
    network.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def opened(folder: Path):
    """The network and its tokenizer, as transformers opens them."""
    import transformers

    network = transformers.AutoModelForCausalLM.from_pretrained(folder).eval()
    return network, transformers.AutoTokenizer.from_pretrained(folder)


def log_likelihood(network, tokenizer, sentence: str) -> float:
    """By transformers' own loss: of the sentence's tokens, behind the model's own beginning."""
    import torch

    ids = torch.tensor([[0, *tokenizer(sentence).input_ids]])
    with torch.inference_mode():
        return -float(network(ids, labels=ids).loss.double()) * (ids.shape[1] - 1)


def completion(network, tokenizer, body, *, way: str = PLAIN, counts: bool = True):
    """(status, headers, text) of one request. counts: whether it says how many tokens it added."""
    import torch

    asked = tokenizer(body["prompt"]).input_ids
    ids = asked if way == PLAIN else [0, *asked]
    with torch.inference_mode():
        for _ in range(body["max_tokens"]):
            ids = [*ids, int(network(torch.tensor([ids])).logits[0, -1].argmax())]
        logs = network(torch.tensor([ids])).logits[0].double().log_softmax(-1)
    values = [None, *(float(logs[place, token]) for place, token in enumerate(ids[1:]))]
    texts = [tokenizer.decode([token]) for token in ids]
    if way == HIDDEN:
        values, texts = [None, *values[2:]], texts[1:]
    starts = [sum(map(len, texts[:place])) for place in range(len(texts))]
    added = tokenizer.decode(ids[len(ids) - body["max_tokens"] :])
    choice = {
        "index": 0, "text": body["prompt"] + added, "finish_reason": "length",
        "logprobs": {"tokens": texts, "token_logprobs": values, "text_offset": starts},
    }  # fmt: skip
    usage = {"prompt_tokens": len(asked), "completion_tokens": body["max_tokens"]}
    answer = {"model": "tiny", "choices": [choice], **({"usage": usage} if counts else {})}
    return 200, {}, json.dumps(answer)
