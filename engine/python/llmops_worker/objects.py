"""Values on their way between the engine and the tools."""

import json
import os
import sys
from typing import Any, Dict, List, Mapping, Sequence

from promptflow.connections import Connection

from .failures import Failure
from .streams import is_stream
from .tools import Tool

_ATOMS = (str, int, float, bool, type(None))


class Objects:
    """What tools returned that is not plain JSON data: it stays here, and the engine knows it by its handle."""

    def __init__(self, tools: Mapping[str, Tool]) -> None:
        self._tools = tools
        self._objects: Dict[int, Any] = {}
        # A handle of a process that died must not name an object of the one that took its place.
        self._last = os.getpid() << 20

    def encode(self, value: Any) -> Dict[str, Any]:
        """Plain data as JSON text, anything else as a handle."""
        if _is_plain(value):
            return {"value": json.dumps(value)}
        return self.keep(value)

    def keep(self, value: Any) -> Dict[str, Any]:
        self._last += 1
        self._objects[self._last] = value
        return {"handle": self._last, "stream": is_stream(value)}

    def decode(self, encoded: Dict[str, Any]) -> Any:
        if "handle" in encoded:
            return follow(self.get(encoded["handle"]), encoded.get("steps", ()))
        if encoded.get("packed"):
            from .packing import load_json  # few flows need it

            return load_json(encoded["value"], self.uncarried)
        return json.loads(encoded["value"])

    def data(self, value: Any) -> Dict[str, Any]:
        """A value as JSON text, in which images and text among them may be packed. Raises TypeError for what JSON cannot hold."""
        try:
            text = json.dumps(value)
            if "promptflow.contracts.multimedia" not in sys.modules:
                return {"value": text}
        except TypeError:
            pass
        from .packing import dump_json

        return dump_json(value)

    def record(self, value: Any) -> Dict[str, Any]:
        """A value as files show it: connections by their names, and what JSON cannot hold as Python shows it."""
        if isinstance(value, Connection):
            return {"value": json.dumps(value.name)}
        try:
            return self.data(value)
        except (TypeError, ValueError, RecursionError):
            return {"value": json.dumps(repr(value))}

    def carry(self, handle: int, value: Any) -> Dict[str, Any]:
        """A value for any process of this flow. One that cannot be pickled keeps its handle, which is good here only."""
        from .packing import is_packable

        if is_packable(value):
            return self.data(value)
        from .pickles import pickled

        try:
            return {"pickle": pickled(value, self._tools)}
        except Exception as error:  # noqa: BLE001 - a class's own reduction may raise anything
            return {"handle": handle, "reason": f"({type(error).__name__}) {error}"}

    def uncarried(self, carried: Dict[str, Any]) -> Any:
        """The value of which `carry` gave a pickle or a handle."""
        if "pickle" in carried:
            from .pickles import unpickled

            return unpickled(carried["pickle"], self._tools)
        if carried["handle"] not in self._objects:
            message = f"A node's output cannot leave the Python process that made it: {carried['reason']}"
            raise Failure("UnexpectedError", f"{message}. Return data, or run with PF_WORKER_COUNT=1.")
        return self._objects[carried["handle"]]

    def get(self, handle: int) -> Any:
        if handle not in self._objects:
            raise Failure("UnexpectedError", f"The Python object {handle} is gone: its process was restarted.")
        return self._objects[handle]

    def replace(self, handle: int, value: Any) -> None:
        self._objects[handle] = value

    def release(self, handles: List[int]) -> None:
        for handle in handles:
            self._objects.pop(handle, None)


def follow(value: Any, steps: Sequence[Dict[str, Any]]) -> Any:
    """The property of a value that a reference's path names: keys of dicts, attributes of other objects, `[…]` of both."""
    for step in steps:
        if step["kind"] == "item":
            value = value[step["key"]]
        elif step["kind"] == "attribute":
            value = getattr(value, step["name"])
        elif isinstance(value, dict):
            value = value[step["name"]]
        else:
            value = getattr(value, step["name"])
    return value


def place(whole: Any, steps: Sequence[Dict[str, Any]], part: Any) -> None:
    """Puts a part into the place of a value to which the steps lead."""
    *path, last = steps
    follow(whole, path)[last["key"] if last["kind"] == "item" else last["name"]] = part


def _is_plain(value: Any) -> bool:
    """Whether JSON gives back an equal value of the same types: subclasses, tuples and other keys than strings do not."""
    kind = type(value)
    if kind in _ATOMS:
        return True
    try:
        if kind is list:
            return all(_is_plain(item) for item in value)
        if kind is dict:
            return all(type(key) is str and _is_plain(item) for key, item in value.items())
    except RecursionError:
        return False
    return False
