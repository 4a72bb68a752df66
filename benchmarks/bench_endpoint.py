"""How fast an audit asks an endpoint, beside a bare asynchronous client at the same concurrency.

A server of its own process speaks the OpenAI form on the loopback and answers after a fixed time.
A bare `httpx.AsyncClient` and an audit's way ask it the same prompts: a child process with the
generator of the descriptor, the wire, and the carrier of the parent with its checks, counts and
recording. The two of a turn stand side by side in time, and go first in turns, so that what else
the machine does falls on both. Prints requests a second, the median quotient of a turn's two, the
machine's load, and the processor time of a request: of the bare client, of the audit's parent, and
of its child, which asks and reads answers on a core of its own where there is one.

Run: python -m benchmarks.bench_endpoint [requests] [concurrency] [milliseconds] [turns]
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import httpx

from audits.models.endpoint.generator import ASKED_TWICE
from audits.models.endpoint.opening import open_endpoint
from audits.models.endpoint.socket_transport import SocketCarrier
from audits.models.generator import Sampling
from audits.specification.document import ModelSpec
from audits.specification.endpoint import Descriptor, describe
from workers.endpoint_proxy import Carrier
from workers.endpoint_recording import Recording

ANSWER = "The applicant has a steady income and no debts, so the answer is yes. " * 4


async def serve(port: int, seconds: float) -> None:
    """Answer whatever is posted, each after so many seconds; keep connections open."""
    choice = {"index": 0, "message": {"role": "assistant", "content": ANSWER},
              "finish_reason": "stop"}  # fmt: skip
    usage = {"prompt_tokens": 40, "completion_tokens": 80, "total_tokens": 120}
    body = json.dumps({"model": "small", "choices": [choice], "usage": usage}).encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    answer = head % len(body) + body

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                asked = await reader.readuntil(b"\r\n\r\n")
                length = int(asked.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
                await reader.readexactly(length)
                await asyncio.sleep(seconds)
                writer.write(answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(one, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


def described(port: int, concurrency: int) -> Descriptor:
    """The endpoint, as a document would have it."""
    endpoint = {"form": "openai", "model": "small", "concurrency": concurrency}
    return describe(ModelSpec(url=f"http://127.0.0.1:{port}/v1", endpoint=endpoint))


def prompts(count: int) -> list[str]:
    """Questions of a few hundred characters, no two alike."""
    return [f"Applicant {number} earns {1000 + number} a month. " * 5 for number in range(count)]


async def bare(port: int, count: int, concurrency: int) -> float:
    """Seconds that a client takes that does nothing else."""
    limits = httpx.Limits(max_connections=concurrency, max_keepalive_connections=concurrency)
    gate = asyncio.Semaphore(concurrency)
    async with httpx.AsyncClient(limits=limits, trust_env=False) as client:

        async def one(prompt: str) -> None:
            async with gate:
                body = {"model": "small", "messages": [{"role": "user", "content": prompt}],
                        "max_tokens": 64, "temperature": 0.0, "seed": 0}  # fmt: skip
                answer = await client.post(
                    f"http://127.0.0.1:{port}/v1/chat/completions", json=body
                )
                answer.json()["choices"][0]["message"]["content"]

        started = time.perf_counter()
        await asyncio.gather(*map(one, prompts(count)))
        return time.perf_counter() - started


def child(descriptor: int, port: int, count: int, concurrency: int) -> None:
    """What the sandboxed process does; prints the seconds of its questions."""
    model = open_endpoint(described(port, concurrency), ModelSpec(), SocketCarrier.over(descriptor))
    started, used = time.perf_counter(), time.process_time()
    asked = prompts(count)
    answers = model.generate(asked, Sampling(64))
    seconds, processor = time.perf_counter() - started, time.process_time() - used
    assert [one.text for one in answers] == [ANSWER] * count
    print(seconds, processor)


def audited(port: int, count: int, concurrency: int, folder: Path) -> tuple[float, float]:
    """Seconds of the same by an audit's way, and of those that are asked twice; and its child's
    processor time.
    """
    with (
        Recording(folder / "conversations.jsonl.gz") as recording,
        Carrier(
            described(port, concurrency), allowed=["127.0.0.1:*"], recording=recording
        ) as carrier,
    ):
        wire = carrier.wire.fileno()
        arguments = ["child", str(wire), str(port), str(count), str(concurrency)]
        command = [sys.executable, "-m", "benchmarks.bench_endpoint", *arguments]
        finished = subprocess.run(command, pass_fds=[wire], capture_output=True, check=True)
    seconds, processor = map(float, finished.stdout.split())
    return seconds, processor


def main(
    count: int = 2000, concurrency: int = 16, milliseconds: float = 30, turns: int = 5
) -> None:
    """Measure in turns and print."""
    load = os.getloadavg()[0]
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.bench_endpoint", "serve", str(port),
         str(milliseconds / 1000)]
    )  # fmt: skip
    try:
        wait_for(port)
        rates: dict[str, list[float]] = {"bare": [], "audit": []}
        processor: dict[str, list[float]] = {"bare": [], "parent": [], "child": []}
        with TemporaryDirectory() as folder:
            for turn in range(turns):
                for way in ("bare", "audit") if turn % 2 == 0 else ("audit", "bare"):
                    used = time.process_time()
                    if way == "bare":
                        asked, seconds = count, asyncio.run(bare(port, count, concurrency))
                    else:
                        asked = count + ASKED_TWICE
                        seconds, in_child = audited(port, count, concurrency, Path(folder))
                        processor["child"].append(in_child / asked)
                    rates[way].append(asked / seconds)
                    own = "bare" if way == "bare" else "parent"
                    processor[own].append((time.process_time() - used) / asked)
        ideal = concurrency / (milliseconds / 1000)
        print(f"{count} requests, {concurrency} at once, {milliseconds:g} ms each "
              f"(no more than {ideal:.0f} a second)")  # fmt: skip
        for name, values in rates.items():
            shown = " ".join(f"{value:.0f}" for value in values)
            print(f"{name:6} {median(values):7.1f} requests a second (turns: {shown})")
        for name, values in processor.items():
            shown = " ".join(f"{1000 * value:.2f}" for value in values)
            print(
                f"{name:6} {1000 * median(values):5.2f} ms of processor a request (turns: {shown})"
            )
        ratios = [own / other for own, other in zip(rates["audit"], rates["bare"], strict=True)]
        shown = " ".join(f"{ratio:.3f}" for ratio in ratios)
        print(f"audit / bare {median(ratios):.3f} (turns: {shown})")
        print(f"load {load:.1f} before, {os.getloadavg()[0]:.1f} after, {os.cpu_count()} cores")
    finally:
        server.terminate()
        server.wait()


def wait_for(port: int) -> None:
    """Until the server takes connections."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the server does not start")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["serve", port, seconds]:
            asyncio.run(serve(int(port), float(seconds)))
        case ["child", *numbers]:
            child(*map(int, numbers))
        case numbers:
            main(*map(int, numbers))
