"""The tokens that a prompt becomes: a text as it is, a conversation by the folder's chat template.

A template is code from the upload. transformers renders it in a Jinja environment that takes
attributes and changes away from it, and the process that does so is confined: what loops or fills
memory ends with the audit's limits.
"""

from typing import Any

from audits.errors import ModelFailure
from audits.models.generator import Conversation, Prompt
from audits.models.plain_conversations import as_lines, without_system

NO_TEMPLATE = (
    "the folder has no chat template: conversations are written as lines that begin with User: and "
    "Assistant:"
)
NO_SYSTEM = (
    "the chat template takes no system message: it is written before the first message of the user"
)


def prompt_ids(tokenizer: Any, prompt: Prompt, warnings: list[str]) -> list[int]:
    """The tokens of a prompt, to be gone on with.

    tokenizer: of transformers. warnings: gets what a reader must know of how it is written, once.
    Raises `ModelFailure` where the template renders no prompt.
    """
    if isinstance(prompt, str):
        return _open_end(tokenizer, list(tokenizer(prompt).input_ids))
    if not has_template(tokenizer):
        _warn(warnings, NO_TEMPLATE)
        return _open_end(tokenizer, list(tokenizer(as_lines(prompt)).input_ids))
    try:
        text = rendered(tokenizer, prompt)
    except ModelFailure:
        if all(message.role != "system" for message in prompt):
            raise
        text = rendered(tokenizer, without_system(prompt))
        _warn(warnings, NO_SYSTEM)
    # The template writes the special tokens itself.
    return list(tokenizer(text, add_special_tokens=False).input_ids)


def has_template(tokenizer: Any) -> bool:
    """Whether the folder says how conversations are written. tokenizer: of transformers."""
    return bool(getattr(tokenizer, "chat_template", None))


def rendered(tokenizer: Any, conversation: Conversation) -> str:
    """The conversation as the template writes it, to be gone on with by the assistant.

    tokenizer: of transformers, with a template. Raises `ModelFailure` where it renders no prompt.
    """
    messages = [{"role": one.role, "content": one.text} for one in conversation]
    try:
        return str(
            tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
        )
    except MemoryError:
        raise
    except Exception as error:  # a template may raise whatever it likes
        raise ModelFailure(
            f"the chat template renders no prompt ({type(error).__name__}: {str(error)[:200]})"
        ) from error


def _open_end(tokenizer: Any, ids: list[int]) -> list[int]:
    """Without the token that ends a text: this one is not at its end."""
    return ids[:-1] if len(ids) > 1 and ids[-1] == tokenizer.eos_token_id else ids


def _warn(warnings: list[str], notice: str) -> None:
    if notice not in warnings:
        warnings.append(notice)
