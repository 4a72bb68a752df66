"""What is due is sent, and waited for: tests look at what came."""

from collections.abc import Collection

from service.records.unit_of_work import Records
from workers.notifying import NO_MAIL, Mail, Outbox, Send
from workers.outbound import post


def send_due(
    records: Records,
    *,
    allowed: Collection[str] = (),
    mail: Mail = NO_MAIL,
    site: str = "",
    send: Send = post,
) -> int:
    """Send what is due now, and wait for it; how many were tried."""
    with Outbox(records, allowed=allowed, mail=mail, site=site, send=send) as outbox:
        begun = outbox.look()
        outbox.finish()
    return begun
