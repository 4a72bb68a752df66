"""A carrier whose replies a test writes: a function from body and number to (status, text)."""

import json

from audits.models.endpoint.carrying import Reply


class Scripted:
    """Answers one after the other, as a recording does. sent: the bodies, in order."""

    def __init__(self, answer):
        self.answer, self.sent = answer, []

    def _reply(self, body):
        self.sent.append(body)
        given = self.answer(body, len(self.sent) - 1)
        if isinstance(given, Reply):
            return given
        status, text = given
        return Reply(status, text if isinstance(text, str) else json.dumps(text))

    def __call__(self, body, *, seconds=None):
        return self._reply(body).taken()

    def many(self, bodies, *, window, stop=lambda: False):
        for index, body in enumerate(bodies):
            if stop():
                return
            yield index, self._reply(body)
