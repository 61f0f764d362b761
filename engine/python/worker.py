"""Runs the Python tools of one flow for the engine that started it.

Requests arrive on file descriptor 3 and answers leave on 4, one JSON object a line, so that whatever a tool prints or
reads cannot disturb them. The process ends when descriptor 3 does, which is also what happens when the engine dies.
"""

import os
import signal

from llmops_worker.channel import Channel
from llmops_worker.requests import Worker


def main() -> None:
    channel = Channel(requests=3, answers=4)
    Worker(channel).serve()
    end()


def end() -> None:
    """Ends this process with tools that still run in its threads, and the processes that tools started."""
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(0)


if __name__ == "__main__":
    main()
