"""A key of an endpoint through the service: sent to the endpoint, and written down nowhere."""

import base64
import json
import sqlite3
import sys
import zlib
from pathlib import Path

import httpx
import pytest

from tests.end_to_end.running import service, submit
from tests.endpoint_server import answering, said
from tests.local_hosts import LOCAL

pytestmark = [
    pytest.mark.allow_hosts(LOCAL),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the sandbox is Linux's"),
]
SECRET = "sk-service-0123456789abcdef-secret"
IN_URL = "sk-address-0123456789abcdef-secret"


def asking(url: str, folder: Path, **endpoint: str) -> dict[str, object]:
    rows = ["prompt", *(f"Write a line about neighbour {number}" for number in range(60))]
    (folder / "prompts.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return {
        "model": {"url": url, "task": "text-generation", "name": "chat",
                  "endpoint": {"form": "openai", "model": "small", "retries": 0, **endpoint}},
        "dataset": {"path": str(folder / "prompts.csv"),
                    "columns": {"prompt": {"role": "feature", "kind": "text"}}},
        "probes": [{"language.toxic_drift": {"most_tokens": 20}}],
    }  # fmt: skip


def every_text(home: Path) -> dict[str, bytes]:
    """All that the service keeps: its files, and each cell of each row, unpacked where packed."""
    texts = {str(path): path.read_bytes() for path in home.rglob("*") if path.is_file()}
    with sqlite3.connect(home / "evenhand.sqlite") as database:
        tables = database.execute("select name from sqlite_master where type = 'table'").fetchall()
        for (table,) in tables:
            for number, row in enumerate(database.execute(f'select * from "{table}"')):
                texts[f"{table} {number}"] = repr(row).encode()
                for cell in row:
                    if isinstance(cell, bytes):
                        texts[f"{table} {number} unpacked"] = _unpacked(cell)
    return {**texts, **{f"{name} unpacked": _unpacked(text) for name, text in texts.items()}}


def _unpacked(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=47).decompress(packed)
    except zlib.error:
        return packed


def holding(secret: str, texts: dict[str, bytes]) -> list[str]:
    spelled = [secret.encode(), secret[8:].encode(), base64.b64encode(secret.encode())[:-4]]
    return [name for name, text in texts.items() if any(one in text for one in spelled)]


def test_a_key_is_sent_and_stands_in_no_report_row_log_or_message(tmp_path):
    """The server lets in whoever has the key, and repeats it in answers and in errors."""

    def answer(body, number):
        _, headers, _ = served.asked[number]
        if headers.get("Authorization") != f"Bearer {SECRET}":
            return 401, {}, json.dumps({"error": f"you are not {SECRET}"})
        if int(body["messages"][-1]["content"].rsplit(" ", 1)[1]) % 5 == 0:
            return 400, {"X-Key": SECRET}, json.dumps({"error": f"bad key Bearer {SECRET}"})
        return said(f"A kind line for {SECRET}.")

    home, log = tmp_path / "home", tmp_path / "log"
    keys = tmp_path / "keys.yaml"
    kept = {"key": SECRET, "hosts": ["127.0.0.1"], "organisations": ["default"]}
    keys.write_text(json.dumps({
        "SMALL_KEY": kept, "ANOTHERS_KEY": {**kept, "organisations": ["another"]},
    }))  # fmt: skip
    keys.chmod(0o600)
    settings = {"EVENHAND_ENDPOINT_HOSTS": "127.0.0.1:*", "EVENHAND_ENDPOINT_KEYS": str(keys),
                "EVENHAND_LOG_LEVEL": "DEBUG"}  # fmt: skip
    texts: dict[str, bytes] = {}
    with answering(answer) as served, service(home, log=log, **settings) as up:
        done = submit(tmp_path, asking(f"{served.url}/v1", tmp_path, key="SMALL_KEY"), up)
        assert done.returncode in (0, 2), done.stderr
        report = json.loads(done.stdout)
        sent = len(served.asked)
        assert {headers["Authorization"] for _, headers, _ in served.asked} == {f"Bearer {SECRET}"}
        another = submit(tmp_path, asking(f"{served.url}/v1", tmp_path, key="ANOTHERS_KEY"), up)
        url = f"{served.url}/v1?api_key={IN_URL}"
        in_url = submit(tmp_path, asking(url, tmp_path), up)
        assert len(served.asked) == sent  # neither of the two asked
        texts |= {
            f"{name} {stream}": getattr(process, stream).encode()
            for name, process in (("done", done), ("another", another), ("in url", in_url))
            for stream in ("stdout", "stderr")
        }
        key = (home / "api-key").read_text(encoding="utf-8").strip()
        with httpx.Client(
            base_url=up["EVENHAND_SERVER"], headers={"Authorization": f"Bearer {key}"}, timeout=60
        ) as http:
            audit = report["audit"]["id"]
            (rows, *_) = http.get("/v1/datasets").json()["items"]
            document = asking(url, tmp_path)
            document["dataset"] = {**document["dataset"], "id": rows["id"]}
            del document["dataset"]["path"]
            refused = http.post("/v1/audits", json=document)
            for path in (f"/v1/audits/{audit}", f"/v1/audits/{audit}/report.json",
                         f"/audits/{audit}", "/v1/audits", "/v1/trail"):  # fmt: skip
                texts[path] = http.get(path).content
            texts["refused"] = refused.content
        assert refused.status_code == 422
        assert "the parameter 'api_key' holds a key" in refused.text
    (share,) = (m for m in report["measurements"] if m["metric"] == "toxic_share")
    assert share["sample_size"] == 48
    usage = report["environment"]["endpoint"]
    assert usage["answers"] == sent - 12
    assert (another.returncode, in_url.returncode) == (3, 3)
    assert "no key ANOTHERS_KEY is kept here" in another.stdout + another.stderr
    assert "the parameter 'api_key' holds a key" in in_url.stderr
    texts |= {"log": log.read_bytes(), **every_text(home)}
    assert any(b"[key]" in text for text in texts.values())
    assert len(texts) > 100
    assert holding(SECRET, texts) == []
    assert holding(IN_URL, texts) == []
