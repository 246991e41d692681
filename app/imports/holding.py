"""Holds Ctrl-C back while what belongs together is done."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Let Ctrl-C wait until the end of the block; what it does is done then.

    Signals are heard by the main thread alone, so that elsewhere nothing is held; nor
    where Ctrl-C is switched off or ends the process by itself.
    """
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(
        before
    ):
        yield
        return
    heard: list[FrameType | None] = []

    def hold(_: int, frame: FrameType | None) -> None:
        heard.append(frame)

    signal.signal(signal.SIGINT, hold)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if heard:
        before(signal.SIGINT, heard[0])
