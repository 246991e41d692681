"""The command `matinee` until its code is loaded, which takes a second.

Ctrl-C is told in a sentence then, too, and a wish to renew a site that is just starting
(`systemctl reload`) does not end it.
"""

import signal
import sys
from importlib import import_module


def main() -> None:
    """Load the commands and run one."""
    if sys.argv[1:2] == ["serve"]:
        # The server listens for it once there is something to renew.
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        commands = import_module("app.cli").main
    except KeyboardInterrupt:
        sys.exit("\nStopped. Nothing was begun.")
    commands()


if __name__ == "__main__":
    main()
