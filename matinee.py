"""The command `matinee` until its code is loaded, which takes a second.

Ctrl-C is told in a sentence then, too, and a wish to renew a site that is just starting
(`systemctl reload`) does not end it.
"""

import signal
import sys
from importlib import import_module
from typing import NoReturn


def stopped(*_signal: object) -> NoReturn:
    """End before anything was begun."""
    sys.exit("\nStopped. Nothing was begun.")


def main() -> None:
    """Load the commands and run one."""
    if sys.argv[1:2] == ["serve"]:
        # The server listens for it once there is something to renew.
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    heard = signal.getsignal(signal.SIGINT)
    if heard is signal.default_int_handler:
        # No KeyboardInterrupt: one that passed through code of a string, such as data
        # classes have, ends Python by the signal in spite of all that catches it.
        signal.signal(signal.SIGINT, stopped)
    commands = import_module("app.cli").main
    signal.signal(signal.SIGINT, heard)
    commands()


if __name__ == "__main__":
    main()
