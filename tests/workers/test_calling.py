"""A function of this process, asked over a wire as a child asks it."""

import json
import sys

import pytest

from audits.errors import ModelFailure
from audits.models.endpoint.socket_transport import SocketCarrier
from workers.calling import Caller


def asked(ask, body):
    with Caller(ask) as caller, caller.wire.dup() as wire:
        return SocketCarrier(wire)(body)


def test_what_the_function_gives_comes_back_exactly():
    status, text = asked(
        lambda body: {"double": [2 * value for value in body["columns"]["x"]]},
        {"columns": {"x": [0.1, 3.0, 1e-300]}},
    )
    assert (status, json.loads(text)) == (200, {"double": [0.2, 6.0, 2e-300]})


def test_what_the_function_raises_is_a_failure_with_its_words():
    def refuse(body):
        raise ValueError("too rich")

    with pytest.raises(ModelFailure, match="ValueError: too rich"):
        asked(refuse, {"columns": {}})


def test_a_function_that_ends_the_process_is_told_and_leaves_nobody_waiting():
    with pytest.raises(ModelFailure, match="SystemExit: 3"):
        asked(lambda body: sys.exit(3), {"columns": {}})


def test_a_failure_of_our_own_is_told_as_it_stands():
    def refuse(body):
        raise ModelFailure("row 4,711 cannot be answered")

    with pytest.raises(ModelFailure, match=r"^row 4,711 cannot be answered$"):
        asked(refuse, {"columns": {}})
