"""News by e-mail."""

import pytest

from workers.mailing import send_mail

pytestmark = pytest.mark.enable_socket


def test_mail_to_an_odd_address_is_an_answer_and_no_crash() -> None:
    done = send_mail("smtp://127.0.0.1:1", "a@b.org", "a@b.org\nBcc: x", subject="s", text="t")
    assert done.error is not None
    assert "ValueError" in done.error
