"""The engine for programs that it did not start: scripts and notebooks. It is started when it is first asked."""

import atexit
import json
import os
import shlex
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Set

# Options of `llmops flow host`, such as `--env dev --sandbox`.
_OPTIONS = "LLMOPS_CLIENT_OPTIONS"


def start() -> Any:
    """Starts the engine, and gives what asks it."""
    from llmops_worker.host_calls import HostCalls

    pipe = _Pipe()
    calls = HostCalls(pipe)  # type: ignore[arg-type]
    threading.Thread(target=pipe.listen, args=(calls.answered,), daemon=True).start()
    atexit.register(pipe.close)
    return calls


class _Pipe:
    """Takes the place of the channel that an engine opens to its own Python processes."""

    def __init__(self) -> None:
        options = shlex.split(os.environ.get(_OPTIONS, ""))
        # What this program can import, the tools of flows can; and an interrupt is for this program to pass on.
        paths = os.pathsep.join(str(Path(path or ".").resolve()) for path in sys.path)
        self._process = subprocess.Popen(
            [*_command(), "flow", "host", "--python", sys.executable, *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": paths, "NO_COLOR": "1"},
            start_new_session=True,
            text=True,
            encoding="utf-8",
        )
        self._variables = _variables()
        self._lock = threading.Lock()
        self._waiting: Set[int] = set()
        self._answered: Callable[[Dict[str, Any]], None] = lambda answer: None
        self._end: Optional[str] = None

    def send(self, message: Dict[str, Any]) -> bool:
        stream: Any = self._process.stdin
        with self._lock:
            if message["event"] == "ask":
                self._waiting.add(message["ask"])
            try:
                self._tell_variables(stream)
                stream.write(json.dumps(message) + "\n")
                stream.flush()
            except (OSError, ValueError):
                pass  # The end of the answers tells why.
        if self._end is not None:
            self._fail_waiting(self._end)
        return True

    def _tell_variables(self, stream: Any) -> None:
        """What the program has set in its environment since the engine was started, as `load_dotenv` does."""
        now = _variables()
        if now == self._variables:
            return
        changed = {name: now.get(name) for name in {*now, *self._variables} if now.get(name) != self._variables.get(name)}
        self._variables = now
        stream.write(json.dumps({"event": "environment", "variables": changed}) + "\n")

    def listen(self, answered: Callable[[Dict[str, Any]], None]) -> None:
        self._answered = answered
        stream: Any = self._process.stdout
        for line in stream:
            message = json.loads(line)
            if "ask" in message:
                with self._lock:
                    self._waiting.discard(message["ask"])
                answered(message)
            else:
                getattr(sys, message["stream"]).write(message["text"])
        self._end = f"The engine ended: {self._last_words()}"
        self._fail_waiting(self._end)

    def _fail_waiting(self, reason: str) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, set()
        error = {"code": "EngineEnded", "message": reason, "fault": "system"}
        for ask in waiting:
            self._answered({"ask": ask, "ok": False, "error": error})

    def close(self) -> None:
        stream: Any = self._process.stdin
        try:
            stream.close()
        except OSError:
            pass
        self._process.wait()

    def _last_words(self) -> str:
        stream: Any = self._process.stderr
        return stream.read().strip() or f"exit code {self._process.wait()}"


def _variables() -> Dict[str, str]:
    """Those of this program; the engine's path for modules is made when it is started."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def _command() -> List[str]:
    """The command of the package that this file is a part of, unless LLMOPS_BIN names another."""
    given = os.environ.get("LLMOPS_BIN")
    programs = (str(folder / "bin" / "llmops.js") for folder in Path(__file__).resolve().parents)
    program = given or next(filter(os.path.isfile, programs), None)
    if program is None:
        raise RuntimeError("The llmops command is not found. Set LLMOPS_BIN to bin/llmops.js of the package llmops-cdktf.")
    if not program.endswith(".js"):
        return [program]
    node = shutil.which("node")
    if node is None:
        raise RuntimeError("Flows are run by llmops, which needs Node.js: there is no node on the PATH.")
    return [node, program]
