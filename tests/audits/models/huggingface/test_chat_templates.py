"""What a prompt becomes: rendered by transformers' own environment, on a tokenizer of ten words."""

import pytest

from audits.errors import ModelFailure
from audits.models.generator import Message
from audits.models.huggingface.chat_templates import NO_SYSTEM, NO_TEMPLATE, prompt_ids

CONVERSATION = (
    Message("system", "be short"), Message("user", "she is here"), Message("assistant", "yes"),
    Message("user", "where"),
)  # fmt: skip
# ChatML, as Qwen and many others write it.
CHATML = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
NO_SYSTEM_ROLE = (
    "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}"
    "{% for m in messages %}[{{ m.content }}]{% endfor %}"
)


class Tokenizer:
    """A character a token; templates are rendered by transformers."""

    eos_token_id = 0

    def __init__(self, template=None):
        self.chat_template = template

    def __call__(self, text, add_special_tokens=True):
        ids = [ord(sign) for sign in text] + ([0] if add_special_tokens else [])
        return type("Encoded", (), {"input_ids": ids})

    def apply_chat_template(self, messages, *, tokenize, add_generation_prompt):
        from transformers.utils.chat_template_utils import render_jinja_template

        assert not tokenize
        rendered, _ = render_jinja_template(
            conversations=[messages], chat_template=self.chat_template,
            add_generation_prompt=add_generation_prompt,
        )  # fmt: skip
        return rendered[0]


def written(tokenizer, prompt):
    warnings = []
    return "".join(map(chr, prompt_ids(tokenizer, prompt, warnings))), warnings


def test_a_text_is_gone_on_with_as_it_is():
    assert written(Tokenizer(CHATML), "she is") == ("she is", [])


def test_a_conversation_is_written_by_the_template():
    text, warnings = written(Tokenizer(CHATML), CONVERSATION)
    assert text == (
        "<|im_start|>system\nbe short<|im_end|>\n<|im_start|>user\nshe is here<|im_end|>\n"
        "<|im_start|>assistant\nyes<|im_end|>\n<|im_start|>user\nwhere<|im_end|>\n"
        "<|im_start|>assistant\n"
    )
    assert warnings == []


def test_without_a_template_the_lines_are_plain_and_that_is_told():
    text, warnings = written(Tokenizer(), CONVERSATION)
    assert text == "be short\nUser: she is here\nAssistant: yes\nUser: where\nAssistant:"
    assert warnings == [NO_TEMPLATE]


def test_a_template_that_takes_no_system_message_gets_it_with_the_first_of_the_user():
    text, warnings = written(Tokenizer(NO_SYSTEM_ROLE), CONVERSATION)
    assert text == "[be short\n\nshe is here][yes][where]"
    assert warnings == [NO_SYSTEM]
    text, _ = written(Tokenizer(NO_SYSTEM_ROLE), CONVERSATION[:1])
    assert text == "[be short]"


@pytest.mark.parametrize(
    "template",
    ["{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ messages.append(1) }}", "{% if %}",
     "{{ raise_exception('never') }}", "{{ 1 / 0 }}"],
)  # fmt: skip
def test_a_template_that_reaches_out_or_breaks_renders_nothing(template):
    with pytest.raises(ModelFailure, match="renders no prompt"):
        written(Tokenizer(template), CONVERSATION)
