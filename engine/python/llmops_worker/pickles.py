"""Objects on their way from the process that made them to the one that aggregates."""

import base64
import io
import pickle
from typing import Any, Mapping, Optional, Tuple

from .tools import MODULE_NAME, Tool


def pickled(value: Any, tools: Mapping[str, Tool]) -> str:
    """The pickle of a value in base64. Raises what pickling raises for values that cannot leave their process."""
    buffer = io.BytesIO()
    _Pickler(buffer, tools).dump(value)
    return base64.b64encode(buffer.getvalue()).decode("ascii")


def unpickled(text: str, tools: Mapping[str, Tool]) -> Any:
    return _Unpickler(io.BytesIO(base64.b64decode(text)), tools).load()


class _Pickler(pickle.Pickler):
    """Names what a tool's file defines by the tool's node: such modules cannot be imported."""

    def __init__(self, buffer: io.BytesIO, tools: Mapping[str, Tool]) -> None:
        super().__init__(buffer, protocol=pickle.HIGHEST_PROTOCOL)
        self._tools = tools

    def persistent_id(self, value: Any) -> Optional[Tuple[str, str]]:
        if getattr(value, "__module__", None) != MODULE_NAME or not hasattr(value, "__qualname__"):
            return None
        for node, tool in self._tools.items():
            if tool.module is not None and _defined(tool.module, value.__qualname__) is value:
                return (node, value.__qualname__)
        return None


class _Unpickler(pickle.Unpickler):
    def __init__(self, buffer: io.BytesIO, tools: Mapping[str, Tool]) -> None:
        super().__init__(buffer)
        self._tools = tools

    def persistent_load(self, identity: Tuple[str, str]) -> Any:
        node, name = identity
        return _defined(self._tools[node].module, name)


def _defined(module: Any, name: str) -> Any:
    value = module
    for part in name.split("."):
        value = getattr(value, part, None)
    return value
