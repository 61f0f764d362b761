"""Batches: the engine runs them, each in a folder of its own, and this reads what is there."""

import json
import os
import re
import shutil
import sys
import warnings
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Union

from .._core.host import ask
from ..core._flows import Source
from ..exceptions import UserErrorException
from ._run import InvalidRunStatusError, Run, RunExistsError, RunNotFoundError, chosen_variant, encoded_init, texts
from ._unsupported import Unsupported

AnyRun = Union[str, Run]

# What a client adds to the files of a run.
_ABOUT = "about.json"
_FAILED = "(Failed)"


def load_run(source: Source, params_override: Optional[List[Dict[str, Any]]] = None) -> Run:
    """A run that a YAML file describes, for `runs.create_or_update`. Paths start from the file's folder."""
    path = Path(source).resolve()
    given = ask({"call": "yaml", "source": str(path)})
    if not isinstance(given, dict):
        raise UserErrorException(f"{path} describes no run: it must be a mapping with a flow.")
    for name in ("flow", "data"):
        if isinstance(given.get(name), str) and (path.parent / given[name]).exists():
            given[name] = str(path.parent / given[name])
    for override in params_override or []:
        given.update(override)
    known = {name: value for name, value in given.items() if name in _KNOWN}
    unknown = [name for name in given if name not in (*_KNOWN, "$schema", "resources", "identity", "runtime")]
    if unknown:
        warnings.warn(f"Run schema validation warnings. Unknown fields found: {', '.join(unknown)}", stacklevel=2)
    return Run(**known)


_KNOWN = (
    *("flow", "name", "data", "run", "column_mapping", "variant", "connections", "environment_variables", "init"),
    *("display_name", "description", "tags", "properties"),
)


class RunOperations(Unsupported):
    """`PFClient().runs`"""

    _name = "runs"

    def create_or_update(self, run: Run, *, stream: bool = False) -> Run:
        """Runs it. What the flow's author or user did wrong gives a run that failed, with its error."""
        from ._entries import path_of

        if run.flow is None:
            raise ValueError("'flow' is required to create a run.")
        if run.data is not None and not Path(run.data).exists():
            raise FileNotFoundError(f"data path {run.data} does not exist")
        if run.data is None and run.run is None:
            raise ValueError("at least one of data or run must be provided")
        if isinstance(run.environment_variables, str):
            raise UserErrorException("environment_variables must be a mapping of names to values.")
        variants = {} if run.variant is None else chosen_variant(run.variant)
        source = path_of(run.flow)
        body: Dict[str, Any] = {
            "source": source,
            "variants": variants,
            "mapping": run.column_mapping or {},
            "environment": texts(run.environment_variables or {}),
            "overrides": run.connections or {},
            **({} if run.data is None else {"data": str(Path(run.data).resolve())}),
            **({} if run.run is None else {"run": str(self._folder(run.run))}),
            **({} if run.init is None else {"init": encoded_init(run.init)}),
        }
        withheld = {"init": run.init, "connections": run.connections, "environment_variables": run.environment_variables}
        return self._execute(_named(run, source, variants), {**body, "resume": False}, withheld, stream)

    def resume(self, resume_from: AnyRun, *, stream: bool = False, **about: Any) -> Run:
        """A new run that takes over the lines which completed, and runs the others."""
        before = self.get(resume_from)
        if before.status != "Completed":
            raise UserErrorException(f"Only a completed run can be resumed from; {before.name} is {before.status}.")
        withheld = before.properties.get("withheld", [])
        if withheld:
            given = ", ".join(withheld)
            raise UserErrorException(
                f"Run {before.name} was given {given}, which may be secret and is not kept. "
                f"Go on with it by `llmops flow run --resume --out {before.output_path}`, with these options again."
            )
        record = json.loads((before.output_path / "run.json").read_text(encoding="utf-8"))
        body = {
            "source": record["flow"],
            **{"variants": record["variants"], "mapping": record["mapping"], "overrides": {}, "resume": True},
            **({"data": record["data"][0]} if record["data"] else {}),
            **({"run": record["run"]} if "run" in record else {}),
        }
        run = Run(flow=record["flow"], data=body.get("data"), column_mapping=record["mapping"], **about)
        run = _named(run, record["flow"], record["variants"])
        ended = _runs_folder() / str(run.name)
        if not ended.exists():
            shutil.copytree(before.output_path / "flow_outputs", ended / "flow_outputs")
            shutil.copy(before.output_path / "details.jsonl", ended)
            return self._execute(run, body, {}, stream, is_begun=True)
        raise RunExistsError(f"Run {run.name!r} already exists.")

    def get(self, name: AnyRun) -> Run:
        folder = self._folder(name)
        about = folder / _ABOUT
        if about.exists():
            fields = json.loads(about.read_text(encoding="utf-8"))
        else:
            record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
            fields = {"name": folder.name, "flow": record["flow"], "status": record["status"]}
        return Run(**{**fields, "properties": {**fields.get("properties", {}), "output_path": str(folder)}})

    def list(self, max_results: Optional[int] = 50, **_: Any) -> List[Run]:
        """Runs of this folder, the newest first."""
        folders = [path.parent for path in _runs_folder().glob(f"*/{_ABOUT}")]
        folders += [path.parent for path in _runs_folder().glob("*/run.json") if not (path.parent / _ABOUT).exists()]
        folders.sort(key=lambda folder: folder.stat().st_mtime, reverse=True)
        return [self.get(folder.name) for folder in folders[:max_results]]

    def stream(self, name: AnyRun, raise_on_error: bool = True) -> Run:
        """Prints the log of a run and how it ended."""
        run = self.get(name)
        log = run.output_path / "logs.txt"
        if log.exists():
            print(log.read_text(encoding="utf-8"), end="")
        duration = run.properties.get("system_metrics", {}).get("duration")
        print("======= Run Summary =======\n")
        print(f'Run name: "{run.name}"\nRun status: "{run.status}"\nStart time: "{run.created_on}"')
        print(f'Duration: "{duration}"\nOutput path: "{run.output_path}"\n')
        if run.status in ("Failed", "Canceled"):
            message = (run.error or {}).get("message", f"Run is {run.status}.")
            if raise_on_error:
                raise InvalidRunStatusError(message)
            print(message, file=sys.stderr)
        return run

    def get_details(self, name: AnyRun, max_results: int = 100, all_results: bool = False) -> Any:
        """Inputs and outputs of the lines, as a DataFrame of pandas."""
        if not all_results and (not isinstance(max_results, int) or max_results < 1):
            raise UserErrorException(f"'max_results' must be a positive integer, got {max_results!r}")
        run = self.get(name)
        try:
            from pandas import DataFrame
        except ImportError as error:
            file = run.output_path / "details.jsonl"
            raise ImportError(f"get_details gives a DataFrame: install pandas (pip install pandas), or read the lines in {file}.") from error
        columns = _columns(run.output_path)
        return DataFrame(columns).head(len(next(iter(columns.values()), [])) if all_results else max_results)

    def get_metrics(self, name: AnyRun) -> Dict[str, Any]:
        run = self.get(name)
        if run.status != "Completed":
            raise InvalidRunStatusError(f"Run {run.name!r} is not completed, the status is {run.status!r}.")
        return dict(json.loads((run.output_path / "metrics.json").read_text(encoding="utf-8")))

    def _execute(self, run: Run, body: Dict[str, Any], withheld: Dict[str, Any], stream: bool, is_begun: bool = False) -> Run:
        folder = _runs_folder() / str(run.name)
        if folder.exists() and not is_begun:
            raise RunExistsError(f"Run {run.name!r} already exists.")
        begin = datetime.now(timezone.utc)
        run.created_on = begin.isoformat()
        try:
            ended = ask({"call": "batch", "outdir": str(folder), **body})
        except UserErrorException as error:
            ended = {"status": "Failed", "error": {"code": type(error).__name__, "message": str(error)}}
        run.status = ended["status"]
        run.error = ended.get("error")
        tokens = {f"{kind}_tokens": count for kind, count in ended.get("tokens", {}).items()}
        seconds = (datetime.now(timezone.utc) - begin).total_seconds()
        run.properties = {
            **run.properties,
            **{"flow_path": body["source"], "output_path": str(folder)},
            "system_metrics": {**tokens, "duration": seconds},
            **({"withheld": given} if (given := [name for name, value in withheld.items() if value]) else {}),
        }
        folder.mkdir(parents=True, exist_ok=True)
        if isinstance(run.run, Run):
            run.run = run.run.name
        (folder / _ABOUT).write_text(json.dumps(run._to_dict(), indent=2) + "\n", encoding="utf-8")
        if stream:
            return self.stream(run)
        if run.status == "Failed" and run.error is not None:
            print(f"Run {run.name} failed: {run.error['message']}", file=sys.stderr)
        return run

    def _folder(self, run: AnyRun) -> Path:
        if isinstance(run, Run) and "output_path" in run.properties:
            return run.output_path
        name = run.name if isinstance(run, Run) else run
        candidates = [_runs_folder() / str(name), Path(str(name)).resolve()]
        for folder in candidates:
            if (folder / _ABOUT).exists() or (folder / "run.json").exists():
                return folder
        raise RunNotFoundError(f"Run {name!r} cannot be found in {_runs_folder()}.")


def _runs_folder() -> Path:
    """Where `llmops flow run` keeps its runs, too, unless PF_HOME_DIRECTORY says otherwise."""
    home = os.environ.get("PF_HOME_DIRECTORY")
    return Path(home).resolve() / ".runs" if home else Path.cwd() / ".llmops" / "runs"


def _named(run: Run, source: str, variants: Dict[str, str]) -> Run:
    if run.name is None:
        variant = next(iter(variants.values()), "default")
        time = datetime.now(timezone.utc).strftime("%Y%m%d_%H%M%S_%f")
        run.name = re.sub(r"[^\w-]", "_", f"{Path(source).stem}_{variant}_{time}")
        run.display_name = run.display_name or run.name
    return run


def _columns(folder: Path) -> Dict[str, List[Any]]:
    """Inputs of all lines by column, then their outputs."""
    inputs = list(_records(folder / "inputs.jsonl"))
    outputs = {record.pop("line_number"): record for record in _records(folder / "outputs.jsonl")}
    names = dict.fromkeys(name for record in inputs for name in record)
    columns = {f"inputs.{name}": [record.get(name) for record in inputs] for name in names}
    for name in dict.fromkeys(name for record in outputs.values() for name in record):
        lines = [outputs.get(record["line_number"], {}) for record in inputs]
        columns[f"outputs.{name}"] = [line.get(name, _FAILED) for line in lines]
    return columns


def _records(file: Path) -> Iterator[Dict[str, Any]]:
    if file.exists():
        with open(file, encoding="utf-8", newline="\n") as lines:
            yield from map(json.loads, lines)
