"""What a child finds of the machine: code, and nothing that is somebody's."""

from pathlib import Path

from workers.places import code_folders, readable_places

ROOT = Path(__file__).resolve().parents[2]


def test_the_projects_code_is_there_and_the_folder_around_it_is_not() -> None:
    folders = code_folders()
    assert {ROOT / name for name in ("audits", "workers", "service", "evenhand")} <= set(folders)
    assert ROOT not in folders  # documents, tests and the service's own files lie there
    assert len(folders) == len(set(folders))
    assert all(path.exists() for path in folders)


def test_no_home_no_secret_and_no_other_process_is_among_them() -> None:
    places = readable_places()
    for secret in (Path("/etc/shadow"), Path("/home"), Path("/proc/1"), Path("/tmp"), Path("/")):
        assert secret not in places
    assert Path("/proc") not in places
    assert Path("/etc") not in places
