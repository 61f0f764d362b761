"""Ends this process when the engine dies while a tool keeps Python's lock.

A tool in native code can keep the lock for as long as it runs; nothing else in its process would see that the engine is
gone. So a process of its own waits for that. It only waits: the kernel tells it when the other end of the socket closes.
"""

import os
import select
import signal


def watch(engine: int) -> None:
    """Watches the socket to the engine. Only for a process that leads its group, whose end ends all of the group."""
    between = os.fork()
    if between != 0:
        os.waitpid(between, 0)
        return
    # The child of a child that is gone: a tool that waits for its own children never waits for this one.
    try:
        if os.fork() == 0:
            _wait(engine)
            os.killpg(os.getpgrp(), signal.SIGKILL)
    finally:
        os._exit(0)


def _wait(engine: int) -> None:
    # The engine takes an open output for a process that may still print.
    for descriptor in (0, 1, 2, 4):
        os.close(descriptor)
    closed = select.poll()
    closed.register(engine, 0)
    closed.poll()
