"""Hosts that a test with servers of its own may talk to: `pytest.mark.allow_hosts(LOCAL)`."""

LOCAL = ["127.0.0.1", "localhost", "::1"]
