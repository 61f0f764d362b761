"""PFClient."""

from pathlib import Path
from typing import Any, Dict, List, Optional, Union

from .._core.host import ask, encode
from ..core._flows import Source, _AnyPrompty
from ..exceptions import UserErrorException
from ._connections import ConnectionOperations
from ._entries import Flowlike, path_of
from ._run import Run, chosen_variant, encoded_init, texts
from ._runs import RunOperations
from ._unsupported import Unsupported, unsupported

Inputs = Union[Dict[str, Any], Source]


class FlowOperations(Unsupported):
    """`PFClient().flows`"""

    _name = "flows"

    def test(
        self,
        flow: Flowlike,
        *,
        inputs: Optional[Inputs] = None,
        variant: Optional[str] = None,
        node: Optional[str] = None,
        environment_variables: Optional[Dict[str, Any]] = None,
        init: Optional[Dict[str, Any]] = None,
    ) -> Any:
        """Runs a flow, a prompty, a function or class, or one node of a flow, and gives its outputs."""
        given = _read(inputs)
        if isinstance(flow, _AnyPrompty):
            return flow(**given)
        options: Dict[str, Any] = {}
        if variant:
            options["variants"] = chosen_variant(variant)
        if environment_variables:
            options["environment"] = texts(environment_variables)
        if init:
            options["init"] = encoded_init(init)
        if node:
            options["node"] = node
        body = {"call": "flow", "source": path_of(flow), "inputs": encode(given, "PFClient().test")}
        return ask({**body, "options": options})


class PFClient(Unsupported):
    """Runs flows and batches, and reads what batches left."""

    _name = ""

    def __init__(self, **_: Any) -> None:
        self.connections = ConnectionOperations()
        self.flows = FlowOperations()
        self.runs = RunOperations()

    def test(self, flow: Flowlike, **options: Any) -> Any:
        """Runs a flow once: see `flows.test`."""
        return self.flows.test(flow, **options)

    def run(
        self,
        flow: Optional[Flowlike] = None,
        *,
        data: Optional[Source] = None,
        run: Union[str, Run, None] = None,
        column_mapping: Optional[Dict[str, Any]] = None,
        variant: Optional[str] = None,
        connections: Optional[Dict[str, Dict[str, str]]] = None,
        environment_variables: Optional[Dict[str, Any]] = None,
        name: Optional[str] = None,
        display_name: Optional[str] = None,
        tags: Optional[Dict[str, str]] = None,
        resume_from: Union[str, Run, None] = None,
        code: Optional[Source] = None,
        init: Optional[Dict[str, Any]] = None,
        stream: bool = False,
    ) -> Run:
        """Runs a flow over the lines of data, of an earlier run, or both. Lines that fail leave it completed."""
        about: Dict[str, Any] = {"name": name, "display_name": display_name, "tags": tags}
        what: Dict[str, Any] = {
            **{"data": data, "run": run, "column_mapping": column_mapping, "variant": variant},
            **{"connections": connections, "environment_variables": environment_variables, "init": init},
        }
        if resume_from is not None:
            given = [key for key, value in {"flow": flow, **what}.items() if value]
            if given:
                raise ValueError(f"'resume_from' takes these from the run that it goes on with: {', '.join(given)}.")
            return self.runs.resume(resume_from, stream=stream, **about)
        if flow is None:
            raise ValueError("'flow' is required to create a run.")
        return self.runs.create_or_update(Run(flow=path_of(flow, code), **what, **about), stream=stream)

    def stream(self, run: Union[str, Run], raise_on_error: bool = True) -> Run:
        return self.runs.stream(run, raise_on_error)

    def get_details(self, run: Union[str, Run], max_results: int = 100, all_results: bool = False) -> Any:
        return self.runs.get_details(run, max_results, all_results)

    def get_metrics(self, run: Union[str, Run]) -> Dict[str, Any]:
        return self.runs.get_metrics(run)

    def visualize(self, runs: Union[str, Run, List[Any]]) -> None:
        raise unsupported("visualize", "Compare runs with `llmops experiment`, which reports in HTML, or by get_details.")


def _read(inputs: Optional[Inputs]) -> Dict[str, Any]:
    """Inputs as they are given, or the first record of a file."""
    if inputs is None or isinstance(inputs, dict):
        return dict(inputs or {})
    path = Path(inputs)
    if path.suffix not in (".json", ".jsonl"):
        raise UserErrorException("Only support jsonl or json file as input.")
    if not path.exists():
        raise UserErrorException(f"Cannot find inputs file {path}.")
    from json import loads

    text = path.read_text(encoding="utf-8")
    return dict(loads(text if path.suffix == ".json" else text.strip().split("\n")[0]))
