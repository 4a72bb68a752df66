"""A conversation written as plain text, for models that know no other form."""

from audits.models.generator import Conversation, Message, Prompt

_SPEAKERS = {"user": "User", "assistant": "Assistant"}


def as_lines(conversation: Conversation) -> str:
    """One line a message with who says it, and room for the answer behind them."""
    lines = [
        message.text if message.role == "system" else f"{_SPEAKERS[message.role]}: {message.text}"
        for message in conversation
    ]
    return "\n".join([*lines, "Assistant:"])


def without_system(conversation: Conversation) -> Conversation:
    """The same with what the system says written before the first message of the user."""
    system = [message.text for message in conversation if message.role == "system"]
    others = [message for message in conversation if message.role != "system"]
    first = next((i for i, message in enumerate(others) if message.role == "user"), None)
    if first is None:
        return (Message("user", "\n\n".join(system)), *others)
    others[first] = Message("user", "\n\n".join([*system, others[first].text]))
    return tuple(others)


def with_system(prompt: Prompt, system: str | None) -> Conversation:
    """The prompt as a conversation, after this message of the system.

    system: None adds nothing. One that the conversation has follows it in the same message, since
    many models take only one.
    """
    conversation = (Message("user", prompt),) if isinstance(prompt, str) else prompt
    if system is None:
        return conversation
    own = [message.text for message in conversation if message.role == "system"]
    others = [message for message in conversation if message.role != "system"]
    return (Message("system", "\n\n".join([system, *own])), *others)
