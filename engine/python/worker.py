"""Runs the Python tools of one flow for the engine that started it.

Requests arrive on file descriptor 3 and answers leave on 4, one JSON object a line, so that whatever a tool prints or
reads cannot disturb them. The process ends when descriptor 3 does, which is also what happens when the engine dies.
"""

import os
import signal

from llmops_worker import guard

_REQUESTS = 3


def main() -> None:
    leads = hasattr(os, "killpg") and os.getpgrp() == os.getpid()
    if leads:
        # Before anything is loaded that a second process would hold in memory as well.
        guard.watch(_REQUESTS)
    from llmops_worker.channel import Channel
    from llmops_worker.requests import Worker

    Worker(Channel(_REQUESTS, answers=4)).serve()
    # Tools may still run in threads of this process, and processes that tools started.
    if leads:
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(0)


if __name__ == "__main__":
    main()
