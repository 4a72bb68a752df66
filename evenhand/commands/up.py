"""`evenhand up`: the whole service on this machine."""

import argparse
import os
import sys

from evenhand import options

NAME = "up"
HELP = "Start the embedded service: API, worker, scheduler and broker, until Ctrl-C."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where it keeps things and where it listens; the rest are settings of the environment."""
    parser.add_argument("--home", metavar="DIR", help="folder of its data (EVENHAND_HOME, ./var)")
    parser.add_argument("--host", help="address to listen on (EVENHAND_HOST, 127.0.0.1)")
    parser.add_argument("--port", type=options.port, help="port to listen on (EVENHAND_PORT, 8321)")


def run(arguments: argparse.Namespace) -> int:
    """Start, say where, and stay until Ctrl-C or SIGTERM."""
    import signal
    import threading

    from evenhand import exit_codes
    from evenhand.embedded import Embedded
    from evenhand.extras import refuse_without_models
    from service.setting_refused import SettingRefused
    from service.settings import Settings
    from service.unknown_settings import unknown_settings

    refuse_without_models("evenhand up")
    try:
        settings = Settings.from_environment(
            home=arguments.home, host=arguments.host, port=arguments.port
        )
    except SettingRefused as error:
        raise error.as_refused() from error
    for line in unknown_settings(os.environ):
        _say(line)
    stop = threading.Event()
    service = Embedded(settings, say=_say)

    def end(*_: object) -> None:
        if stop.is_set():  # asked twice: no more waiting
            service.kill()
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    _say("starting ...")
    with service:
        sys.stdout.write(
            f"Evenhand is ready: {service.url}\n"
            f"API key, also to sign in with: {settings.key_file}\n"
            f"Data: {settings.home}   Logs: {settings.home / 'logs'}\n"
            "Ctrl-C stops it.\n"
        )
        sys.stdout.flush()
        service.watch(stop.is_set)
        _say("stopping ...")
    return exit_codes.PASS


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
