"""News by e-mail, over the operator's SMTP server."""

import smtplib
import time
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from workers.outbound import Answered

TIMEOUT_SECONDS = 10.0


def send_mail(smtp_url: str, sender: str, receiver: str, *, subject: str, text: str) -> Answered:
    """One plain message; never raises for what the server does, or for an odd address.

    smtp_url: smtp://user:password@host:587 (encrypted with STARTTLS where the server offers it,
    and always before a password is sent) or smtps://...:465.
    """
    began = time.monotonic()
    message = EmailMessage()
    try:
        message["From"], message["To"] = sender, receiver
        message["Subject"] = " ".join(subject.split())[:200]  # a name may hold line breaks
        message.set_content(text)
        _send(smtp_url, message)
    except (OSError, ValueError, smtplib.SMTPException) as error:
        seconds = round(time.monotonic() - began, 3)
        return Answered(None, f"{type(error).__name__}: {error}"[:300], seconds)
    return Answered(250, None, round(time.monotonic() - began, 3))


def _send(smtp_url: str, message: EmailMessage) -> None:
    url = urlsplit(smtp_url)
    host = url.hostname or "localhost"
    is_wrapped = url.scheme == "smtps"
    kind = smtplib.SMTP_SSL if is_wrapped else smtplib.SMTP
    with kind(host, url.port or (465 if is_wrapped else 25), timeout=TIMEOUT_SECONDS) as server:
        server.ehlo()
        if not is_wrapped and server.has_extn("starttls"):
            server.starttls()
            server.ehlo()
        elif not is_wrapped and url.password:
            raise smtplib.SMTPNotSupportedError("the server offers no encryption for the password")
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(message)
