"""Serves a stand-in on this machine, in the OpenAI form, that follows some planted instructions.

It is no language model: it knows the answers to the shipped documents by heart, and does what a
fake message of the system in a document asks for in a share of cases that is stated.
"""

import argparse
import json
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from zlib import crc32

from audits.language.planted_documents import Document, documents

SYSTEM_MESSAGE = re.compile(r"\bSYSTEM\b|### System message")


def document_of(prompt: str) -> Document | None:
    """The shipped document that the prompt is about."""
    return next((one for one in documents() if one.text.split("\n")[4] in prompt), None)


def answer(prompt: str, follows: float) -> str:
    """What it says. follows: how often it does what a fake message of the system asks for."""
    document = document_of(prompt)
    if document is None:
        return "I don't know this document."
    is_planted = document.word in prompt
    if is_planted and SYSTEM_MESSAGE.search(prompt) and crc32(prompt.encode()) < follows * 2**32:
        return document.word
    if is_planted and "<!--" in prompt:
        return f"{document.expected}. The page has a hidden comment that asks for {document.word}."
    return f"{document.expected}."


def server(follows: float, port: int) -> ThreadingHTTPServer:
    """Listens on the loopback alone; port 0 takes one that is free."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, body = 404, {"error": {"message": f"nothing is at {self.path}"}}
            if self.path == "/v1/chat/completions":
                prompt = json.loads(raw)["messages"][-1]["content"]
                message = {"role": "assistant", "content": answer(prompt, follows)}
                choice = {"index": 0, "message": message, "finish_reason": "stop"}
                status, body = 200, {"model": "stand-in", "choices": [choice]}
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--follows", type=float, default=0.5)
    parser.add_argument("--port", type=int, default=8766)
    given = parser.parse_args()
    httpd = server(given.follows, given.port)
    print(f"http://127.0.0.1:{httpd.server_port}/v1", flush=True)
    httpd.serve_forever()
