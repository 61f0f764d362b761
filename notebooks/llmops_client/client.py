"""The command `llmops`, started as a program; only Python's standard library is needed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, Mapping, Sequence

from .results import Experiment, FlowRun

GATE_NOT_MET = 4


class LlmopsError(Exception):
    """What llmops says went wrong; `exit_code` is 2 for a mistake in what was asked."""

    def __init__(self, message: str, exit_code: int):
        super().__init__(message)
        self.exit_code = exit_code


class Llmops:
    """llmops in one project.

    project: folder that holds flows-config/.
    env: environment whose connections and settings hold.
    sandbox: work in the emulated Azure on this machine, with the simulated model.
    """

    def __init__(self, project: str | Path = ".", env: str = "dev", sandbox: bool = False):
        self.project = Path(project).resolve()
        self.env = env
        self.sandbox = sandbox

    def experiment(self, flow: str, *, lines: int | None = None, fresh: bool = False) -> Experiment:
        """Runs a flow with its variants, parameters and datasets, and evaluates the runs.

        What was run before on the same content is reused unless `fresh`. Gates that are not met are no error:
        see `Experiment.passed`.
        """
        options = self._environment() + _option("--lines", lines) + (["--fresh"] if fresh else [])
        return self._experiment("experiment", flow, ["--yes", *options])

    def evaluate(
        self,
        flow: str,
        *,
        evaluation_flow: str | None = None,
        inputs: Mapping[str, str] | None = None,
        run: str | None = None,
        fresh: bool = False,
    ) -> Experiment:
        """Judges the runs of the last experiment again, without running the flow.

        evaluation_flow: an evaluation flow that the configuration does not name, or `builtin:<name>`.
        inputs: what that flow is told, such as `{"answer": "${run.outputs.answer}"}`.
        """
        options = self._environment() + _option("--flow", evaluation_flow) + _option("--run", run)
        for name, value in (inputs or {}).items():
            options += ["--map", f"{name}={value}"]
        return self._experiment("evaluate", flow, options + (["--fresh"] if fresh else []))

    def flow_run(
        self,
        folder: str | Path,
        *,
        data: str | Path | Sequence[str | Path],
        inputs: Mapping[str, str] | None = None,
        variants: Mapping[str, str] | None = None,
        out: str | Path | None = None,
    ) -> FlowRun:
        """Runs the flow in a folder on data files; paths are seen from the project's folder."""
        files = [data] if isinstance(data, (str, Path)) else list(data)
        options = ["--data", *map(str, files), *self._environment()]
        for name, value in (inputs or {}).items():
            options += ["--map", f"{name}={value}"]
        for node, variant in (variants or {}).items():
            options += ["--variant", f"${{{node}.{variant}}}"]
        answer = self.call("flow", "run", str(folder), *options, *_option("--out", out))
        return FlowRun.of(answer)

    def labels(self, flow: str, file: str | Path) -> list[dict[str, Any]]:
        """Writes what people found right to a file of JSON lines, and returns its rows."""
        answer = self.call("label", flow, *self._environment(), "--export", str(file))
        text = Path(answer["file"]).read_text(encoding="utf8")
        return [json.loads(line) for line in text.splitlines()]

    def call(self, *arguments: str) -> dict[str, Any]:
        """Any command of llmops with `--json`; its last object. Raises LlmopsError where the command fails."""
        ended = subprocess.run(
            [*self._command(), *arguments, "--json"],
            cwd=self.project,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf8",
            env={**os.environ, "NO_COLOR": "1"},
        )
        answer = _last_object(ended.stdout)
        failed = ended.returncode not in (0, GATE_NOT_MET)
        if failed or answer is None:
            raise LlmopsError(_message(answer) or ended.stderr.strip() or ended.stdout.strip(), ended.returncode)
        return answer

    def _experiment(self, command: str, flow: str, options: Sequence[str]) -> Experiment:
        answer = self.call(command, flow, *options)
        return Experiment.of(answer["experiments"][0]["result"])

    def _environment(self) -> list[str]:
        return ["--env", self.env, *(["--sandbox"] if self.sandbox else [])]

    def _command(self) -> list[str]:
        program = os.environ.get("LLMOPS_BIN")
        if program:
            return ["node", program] if program.endswith(".js") else [program]
        npx = shutil.which("npx")
        if npx is None:
            raise LlmopsError("Neither npx nor LLMOPS_BIN is there. Install Node.js, or set LLMOPS_BIN.", 2)
        return [npx, "--no-install", "llmops"]


def _option(name: str, value: object) -> list[str]:
    return [] if value is None else [name, str(value)]


def _last_object(text: str) -> dict[str, Any] | None:
    for line in reversed(text.strip().splitlines()):
        try:
            answer = json.loads(line)
        except ValueError:
            continue
        if isinstance(answer, dict):
            return answer
    return None


def _message(answer: dict[str, Any] | None) -> str:
    """What a command says in its last object: a mistake, or why its work failed."""
    if answer is None:
        return ""
    error = answer.get("error")
    if not isinstance(error, dict):
        return "\n".join(str(answer[key]) for key in ("message", "hint") if key in answer)
    problems = [problem.get("message", "") for problem in error.get("problems", [])]
    parts = [error.get("message", ""), *error.get("causes", []), *problems, *error.get("next", [])]
    return "\n".join(part for part in parts if part)
