"""Where the embedded broker listens."""

import os
from pathlib import Path

from service.broker_place import broker_secret_file, broker_socket, embedded_broker_url

LONGEST_PATH = 107  # sun_path of unix(7) has 108 bytes, the last of them NUL


def test_it_listens_in_the_services_folder(tmp_path: Path) -> None:
    assert broker_socket(Path("/srv/evenhand")) == Path("/srv/evenhand/broker.sock")


def test_a_long_folder_has_a_short_socket_of_its_own() -> None:
    first, second = (Path("/" + letter * 200) for letter in "ab")
    assert len(os.fsencode(broker_socket(first))) <= LONGEST_PATH
    assert broker_socket(first) != broker_socket(second)
    assert str(os.getuid()) in str(broker_socket(first).parent)


def test_the_longest_path_that_stays_still_fits_a_socket() -> None:
    home = Path("/" + "a" * (100 - len("//broker.sock")))
    assert broker_socket(home).parent == home
    assert len(os.fsencode(broker_socket(home))) <= LONGEST_PATH


def test_the_address_has_the_password_once_it_is_made(tmp_path: Path) -> None:
    assert embedded_broker_url(tmp_path) == f"redis+socket://{tmp_path}/broker.sock"
    file = broker_secret_file(tmp_path)
    file.parent.mkdir()
    file.write_text("s3cret\n")
    assert embedded_broker_url(tmp_path) == f"redis+socket://evenhand:s3cret@{tmp_path}/broker.sock"
