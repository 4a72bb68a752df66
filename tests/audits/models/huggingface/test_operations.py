"""Operations of networks of torch, against counts by hand."""

import warnings

from audits.models.huggingface.operations import count_operations, counted_while
from tests.lazily import lazily

torch = lazily("torch")


def pictures():
    """A convolution with a norm, and a linear layer."""
    nn = torch.nn

    class Pictures(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv, self.norm = nn.Conv2d(3, 8, 3, padding=1, stride=2), nn.BatchNorm2d(8)
            self.linear = nn.Linear(8, 5)

        def forward(self, pixels):
            return self.linear(self.norm(self.conv(pixels)).mean((2, 3)))

    return Pictures().eval()


def words():
    """Attention of two heads over the words."""
    nn = torch.nn

    class Words(nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding, self.mixed = nn.Embedding(50, 16), nn.Linear(16, 48)

        def forward(self, ids):
            rows, words = ids.shape
            mixed = self.mixed(self.embedding(ids)).reshape(rows, words, 3, 2, 8)
            query, key, value = mixed.permute(2, 0, 3, 1, 4)
            return nn.functional.scaled_dot_product_attention(query, key, value)

    return Words().eval()


def test_a_convolution_and_a_linear_layer():
    """Eight filters of 3 x 3 x 3 at 5 x 4 places, and 8 by 5."""
    counted = count_operations(pictures(), {"pixels": torch.zeros(1, 3, 10, 8)})
    assert counted.multiply_accumulates == {
        "convolution": 8 * 27 * 5 * 4, "matrix product": 8 * 5,
    }  # fmt: skip
    assert counted.trained == (8 * 27 + 8) + (8 + 8) + (8 * 5 + 5)
    assert counted.parameters == counted.trained + 8 + 8
    assert counted.uncounted == {}


def test_attention_is_its_two_products():
    """Seven words: 16 by 48 each; of two heads 7 x 7 x 8, once for the keys, once for values."""
    counted = count_operations(words(), {"ids": torch.zeros(1, 7, dtype=torch.long)})
    assert counted.multiply_accumulates == {
        "matrix product": 7 * 16 * 48 + 2 * (2 * 7 * 7 * 8),
    }  # fmt: skip
    assert counted.uncounted == {}


def test_a_recurrent_layer_is_its_products():
    """Three steps of four gates of 6 that read 4 and 6 numbers."""
    counted = count_operations(torch.nn.LSTM(4, 6).eval(), {"input": torch.zeros(3, 1, 4)})
    assert counted.multiply_accumulates == {"matrix product": 3 * 4 * 6 * (4 + 6)}
    assert counted.uncounted == {}


def test_what_torch_does_not_count_is_named():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch will do without them one day
        layer = torch.ao.nn.quantized.dynamic.Linear(4, 6)
    counted = count_operations(layer.eval(), {"x": torch.zeros(1, 4)})
    assert counted.uncounted == {"linear_dynamic": 1}
    assert counted.multiply_accumulates == {}


def test_an_answer_of_many_passes_is_counted_until_its_end():
    """GPT-2 of one layer, 48 wide, seven words: two tokens are read, five are written.

    Six tokens pass 48 x 144, 48 x 48 and 48 x 192 twice; the head is asked five times. Attention
    has 2 x 2 places, then one query each on 3, 4, 5 and 6 keys, once for keys, once for values.
    """
    import transformers as hf

    config = hf.GPT2Config(vocab_size=7, n_embd=48, n_layer=1, n_head=2, n_positions=32)
    network = hf.GPT2LMHeadModel(config).eval()
    setting = hf.GenerationConfig(
        max_new_tokens=5, min_new_tokens=5, do_sample=False, pad_token_id=0
    )
    ids = torch.tensor([[3, 4]])

    def ask():
        with torch.inference_mode():
            network.generate(ids, attention_mask=torch.ones_like(ids), generation_config=setting)

    counted = counted_while(network, ask)
    passes = 6 * (48 * 144 + 48 * 48 + 2 * 48 * 192) + 5 * 48 * 7
    attention = 2 * 48 * (2 * 2 + 3 + 4 + 5 + 6)
    assert counted.multiply_accumulates == {"matrix product": passes + attention}
    assert counted.uncounted == {}
