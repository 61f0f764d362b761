"""The part of prompt flow's client that works inside a flow's tools."""

from pkgutil import extend_path
from typing import Any, Dict, Optional

from .._core.host import ask
from ..connections import Connection, connect
from ..core._flows import Flow, Source

__path__ = extend_path(__path__, __name__)

__all__ = ["PFClient", "load_flow"]


def load_flow(source: Source, **options: Any) -> Any:
    """A flow, or a prompty, as a function."""
    return Flow.load(source, **options)


class _Connections:
    """The connections that the flow which runs can have."""

    def get(self, name: str, **_: Any) -> Connection:
        return connect(ask("PFClient().connections.get", {"call": "connection", "name": name})["connection"])

    def __getattr__(self, name: str) -> Any:
        raise _unsupported(f"connections.{name}")


class PFClient:
    """Runs flows from a tool. What prompt flow's own client does besides is left to the llmops command."""

    def __init__(self, **_: Any) -> None:
        self.connections = _Connections()

    def test(self, flow: Source, *, inputs: Optional[Dict[str, Any]] = None, **options: Any) -> Any:
        """Runs a flow, or a prompty, once and gives its outputs."""
        given = [name for name, value in options.items() if value is not None]
        if given:
            raise _unsupported(f"test({', '.join(f'{name}=…' for name in given)})")
        return load_flow(flow)(**(inputs or {}))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise _unsupported(name)


def _unsupported(name: str) -> NotImplementedError:
    return NotImplementedError(
        f"PFClient().{name} is not part of this engine. Run batches by `llmops flow run`, whose folder has the details and metrics."
    )
