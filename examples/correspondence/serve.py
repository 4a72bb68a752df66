"""Serves a language model's folder on this machine, in the OpenAI form: /v1/chat/completions.

A draw is settled by the seed and the prompt alone, so that the same audit gives the same answers.
"""

import argparse
import json
import threading
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from zlib import crc32

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer


class Served:
    """A model that answers one conversation at a time."""

    def __init__(self, folder: Path) -> None:
        torch.set_num_threads(1)
        self.name = folder.name
        self.tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        self.model = AutoModelForCausalLM.from_pretrained(folder, local_files_only=True).eval()
        self.turn = threading.Lock()
        # The same prompt, drawn with another seed, is computed once.
        self.scores = lru_cache(maxsize=10_000)(self._scores)

    def _scores(self, tokens: tuple[int, ...]) -> torch.Tensor:
        with self.turn, torch.no_grad():
            return self.model(torch.tensor([tokens])).logits[0, -1]

    def answer(self, asked: dict) -> dict:
        """The body of an answer to the body of a question."""
        text = self.tokenizer.apply_chat_template(
            asked["messages"], tokenize=False, add_generation_prompt=True
        )
        drawn_by = f"{asked.get('seed')} {text}"
        rng = torch.Generator().manual_seed(crc32(drawn_by.encode()))
        temperature = float(asked.get("temperature", 1.0))
        tokens = self.tokenizer(text).input_ids
        size, finish = len(tokens), "length"
        for _ in range(int(asked.get("max_tokens", 16))):
            scores = self.scores(tuple(tokens))
            if temperature == 0:
                drawn = int(scores.argmax())
            else:
                chances = (scores / temperature).softmax(0)
                drawn = int(torch.multinomial(chances, 1, generator=rng))
            if drawn == self.tokenizer.eos_token_id:
                finish = "stop"
                break
            tokens.append(drawn)
        words = self.tokenizer.decode(tokens[size:], skip_special_tokens=True)
        message = {"role": "assistant", "content": words}
        usage = {"prompt_tokens": size, "completion_tokens": len(tokens) - size}
        choice = {"index": 0, "message": message, "finish_reason": finish}
        return {"model": self.name, "choices": [choice], "usage": usage}


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """Listens on the loopback alone; port 0 takes one that is free."""
    served = Served(folder)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, body = 404, {"error": {"message": f"nothing is at {self.path}"}}
            if self.path == "/v1/chat/completions":
                try:
                    status, body = 200, served.answer(json.loads(raw))
                except (KeyError, TypeError, ValueError) as error:
                    status, body = 400, {"error": {"message": f"cannot be read: {error}"}}
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
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=8765)
    given = parser.parse_args()
    httpd = server(given.folder, given.port)
    print(f"http://127.0.0.1:{httpd.server_port}/v1", flush=True)
    httpd.serve_forever()
