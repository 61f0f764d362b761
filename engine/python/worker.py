"""Runs the Python tools of one flow for the engine that started it.

Requests arrive on file descriptor 3 and answers leave on 4, one JSON object a line, so that whatever a tool prints or
reads cannot disturb them. The process ends when descriptor 3 does, which is also what happens when the engine dies.
"""

import os
import sys

from llmops_worker.channel import Channel
from llmops_worker.requests import Worker


def main() -> None:
    flow_folder = sys.argv[1]
    os.chdir(flow_folder)
    sys.path.insert(0, flow_folder)
    channel = Channel(requests=3, answers=4)
    Worker(channel).serve()
    # Tools may still run in threads that nobody waits for any more.
    os._exit(0)


if __name__ == "__main__":
    main()
