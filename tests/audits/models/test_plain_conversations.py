"""Conversations as plain text, and with one message of the system."""

from audits.models.generator import Message
from audits.models.plain_conversations import as_lines, with_system, without_system

SPOKEN = (Message("system", "be short"), Message("user", "where?"), Message("assistant", "here"),
          Message("user", "who?"))  # fmt: skip


def test_each_message_is_a_line_and_the_last_line_is_open():
    assert as_lines(SPOKEN) == "be short\nUser: where?\nAssistant: here\nUser: who?\nAssistant:"


def test_what_the_system_says_goes_to_the_first_user():
    assert without_system(SPOKEN) == (Message("user", "be short\n\nwhere?"), *SPOKEN[2:])
    assert without_system(SPOKEN[:1]) == (Message("user", "be short"),)
    assert without_system(SPOKEN[1:]) == SPOKEN[1:]


def test_two_messages_of_the_system_become_one():
    assert with_system("who?", None) == (Message("user", "who?"),)
    assert with_system(SPOKEN, None) == SPOKEN
    assert with_system("who?", "answer in French") == (
        Message("system", "answer in French"), Message("user", "who?"),
    )  # fmt: skip
    both = with_system(SPOKEN, "answer in French")
    assert both == (Message("system", "answer in French\n\nbe short"), *SPOKEN[1:])
