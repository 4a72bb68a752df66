"""A rule-based translator that runs live: Debian's `apertium-eu-en` behind an endpoint."""

import json
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from audits.data.dataset import Dataset
from audits.measurement import Estimate
from audits.models.endpoint.socket_transport import SocketCarrier
from audits.models.endpoint.translator import EndpointTranslator
from audits.specification.endpoint import Descriptor
from tests.audits.translation.tables import measure
from tests.local_hosts import LOCAL
from workers.endpoint_proxy import Carrier

pytestmark = [
    pytest.mark.allow_hosts(LOCAL),
    pytest.mark.skipif(
        shutil.which("apertium") is None, reason="apertium is not installed (apt: apertium-eu-en)"
    ),
]


class Handler(BaseHTTPRequestHandler):
    """The command line as Apertium's own server answers."""

    def do_POST(self):
        asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        pair = asked["langpair"][0].replace("eus", "eu").replace("eng", "en").replace("|", "-")
        said = subprocess.run(
            ["apertium", pair], input=asked["q"][0], capture_output=True, text=True, check=True
        ).stdout.strip()
        body = json.dumps({"responseData": {"translatedText": said}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def test_basque_is_translated_live_and_read():
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{httpd.server_port}/translate"
    descriptor = Descriptor(url, "apertium")
    try:
        with Carrier(descriptor, allowed=("127.0.0.1:*",)) as carrier:
            model = EndpointTranslator(descriptor, SocketCarrier(carrier.wire), "eu", "en")
            said = model.translate(
                ["Hura irakaslea da."], source_language="eu", target_language="en"
            )
            found, *_ = measure(Dataset(()), model=model, sets=("seed", "adjectives"))
    finally:
        httpd.shutdown()
        httpd.server_close()
    assert said == ["That the professor he is."]
    assert isinstance(found["male_share", (("language", "eu"),)], Estimate)
