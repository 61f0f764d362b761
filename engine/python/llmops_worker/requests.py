"""Answers the engine's requests."""

import importlib
import json
import os
import sys
import threading
from typing import Any, Callable, Dict

from promptflow._core.host import PieceIterator, use_host
from promptflow._core.metric_logger import add_metric_logger

from .asynchronous import AsyncLoop, outcome
from .capture import capture_output, current_request
from .channel import Channel
from .host_calls import HostCalls, follow_pools, follow_threads
from .failures import Failure, describe, too_large
from .interruption import Interruption
from .objects import Objects, follow, place
from .standard import import_before
from .streams import is_stream, join_stream, next_text
from .tools import Tool, load_file, load_package


class Worker:
    """Tools by node, the objects they returned, and the requests under way."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._tools: Dict[str, Any] = {}
        self._objects = Objects(self._tools)
        self._loop = AsyncLoop()
        self._running: Dict[int, Callable[[], None]] = {}
        self._handlers: Dict[str, Callable[[Dict[str, Any]], Dict[str, Any]]] = {
            "configure": self._configure,
            "import": self._import,
            "load": self._load,
            "bind": self._bind,
            "call": self._call,
            "place": self._place,
            "property": self._property,
            "data": self._data,
            "carry": self._carry,
            "outputs": self._outputs,
            "record": self._record,
            "next": self._next,
            "view": self._view,
            "look": self._look,
            "equals": self._equals,
            "ping": self._ping,
        }
        self._calls = HostCalls(channel)
        use_host(self._calls)
        follow_threads()
        capture_output(channel)
        add_metric_logger(self._send_metric)

    def serve(self) -> None:
        """Answers until the engine closes the pipe. Each request has a thread, so that none waits for another."""
        for request in self._channel:
            operation = request["operation"]
            if operation == "cancel":
                self._running.get(request["target"], _nothing)()
            elif operation == "release":
                self._objects.release(request["handles"])
            elif operation == "answer":
                self._calls.answered(request)
            else:
                interruption = Interruption()
                self._running[request["id"]] = interruption.interrupt
                threading.Thread(target=self._answer, args=(request, interruption), daemon=True).start()

    def _answer(self, request: Dict[str, Any], interruption: Interruption) -> None:
        identifier = request["id"]
        current_request.set(identifier)
        try:
            try:
                interruption.arm()
                result = self._handlers[request["operation"]](request)
                answer = {"id": identifier, "ok": True, "result": result}
            finally:
                self._running.pop(identifier, None)
                interruption.disarm()
        except BaseException as error:  # noqa: BLE001 - a tool may raise anything, SystemExit too
            answer = {"id": identifier, "ok": False, "error": describe(error)}
        if not self._channel.send(answer):
            self._channel.send({"id": identifier, "ok": False, "error": describe(too_large())})

    def _configure(self, request: Dict[str, Any]) -> Dict[str, Any]:
        os.environ.update(request["environment"])
        os.chdir(request["folder"])
        import_before(request["folder"])
        sys.path.insert(0, request["folder"])
        return {}

    def _import(self, request: Dict[str, Any]) -> Dict[str, Any]:
        importlib.import_module(request["module"])
        return {}

    def _load(self, request: Dict[str, Any]) -> Dict[str, Any]:
        if request["source"]["kind"] == "file":
            path = request["source"]["path"]
            tool = load_file(os.path.abspath(path), path)
        elif request["source"]["kind"] == "entry":
            return self._load_entry(request["node"], request["source"])
        else:
            tool = load_package(request["source"]["id"])
        self._tools[request["node"]] = tool
        return {
            "creation": [parameter.describe() for parameter in tool.creation],
            "parameters": [parameter.describe() for parameter in tool.parameters],
            "streamingOption": tool.streaming_option,
        }

    def _load_entry(self, node: str, source: Dict[str, Any]) -> Dict[str, Any]:
        from .entries import load_entry  # few flows are flex flows

        entry = load_entry(source["module"], source["name"], source["file"])
        self._tools[node] = entry
        if entry.aggregation is not None:
            self._tools[f"{node}.__aggregate__"] = entry.aggregation
        return entry.describe()

    def _bind(self, request: Dict[str, Any]) -> Dict[str, Any]:
        tool = self._tools[request["node"]]
        creation = {name: self._argument(tool, name, value) for name, value in request["creation"].items()}
        fixed = {name: self._argument(tool, name, value) for name, value in request["arguments"].items()}
        tool.bind(creation, fixed, request["order"])
        return {}

    def _call(self, request: Dict[str, Any]) -> Dict[str, Any]:
        follow_pools()
        tool = self._tools[request["node"]]
        given = request["arguments"]
        parts = {name: value for name, value in given.items() if "argument" in value}
        arguments = {name: self._argument(tool, name, value) for name, value in given.items() if name not in parts}
        arguments.update({name: follow(arguments[part["argument"]], part["steps"]) for name, part in parts.items()})
        result = tool(arguments)
        if hasattr(type(result), "__await__"):
            result = self._wait(request["id"], result)
        answer = self._objects.encode(result)
        changed = {
            name: self._objects.encode(arguments[name])
            for name in request["shared"]
            if _is_changed(arguments[name], given[name])
        }
        return {**answer, "changed": changed} if changed else answer

    def _wait(self, identifier: int, awaitable: Any) -> Any:
        future = self._loop.submit(awaitable)

        def cancel() -> None:
            future.cancel()

        self._running[identifier] = cancel
        return outcome(future)

    def _place(self, request: Dict[str, Any]) -> Dict[str, Any]:
        whole = self._objects.decode(request["whole"])
        place(whole, request["steps"], self._objects.decode(request["part"]))
        return self._objects.keep(whole)

    def _property(self, request: Dict[str, Any]) -> Dict[str, Any]:
        try:
            return self._objects.encode(follow(self._objects.get(request["handle"]), request["steps"]))
        except (KeyError, IndexError, AttributeError) as error:
            raise Failure("InvalidReferenceProperty", str(error)) from error

    def _data(self, request: Dict[str, Any]) -> Dict[str, Any]:
        """An object as the JSON of a flow's output; a generator is drained and its items joined."""
        value = self._objects.get(request["handle"])
        if is_stream(value):
            value = join_stream(value, self._loop)
        return self._objects.data(value)

    def _carry(self, request: Dict[str, Any]) -> Dict[str, Any]:
        """An object as the aggregation takes it, which may run in another process."""
        value = self._objects.get(request["handle"])
        if is_stream(value):
            value = join_stream(value, self._loop)
        return self._objects.carry(request["handle"], value)

    def _record(self, request: Dict[str, Any]) -> Dict[str, Any]:
        return self._objects.record(self._objects.get(request["handle"]))

    def _outputs(self, request: Dict[str, Any]) -> Dict[str, Any]:
        """What the entry of a flex flow returned, output by output. What is left of it is what the aggregation takes."""
        from .entries import split_outputs

        def join(stream: Any) -> str:
            return join_stream(stream, self._loop)

        value, outputs = split_outputs(self._objects.get(request["handle"]), join, request["stream"])
        self._objects.replace(request["handle"], value)
        if outputs is None:
            return {"single": self._objects.encode(value), "outputs": {}}
        return {"single": None, "outputs": {name: self._objects.encode(output) for name, output in outputs.items()}}

    def _next(self, request: Dict[str, Any]) -> Dict[str, Any]:
        return {"text": next_text(self._objects.get(request["handle"]), self._loop)}

    def _view(self, request: Dict[str, Any]) -> Dict[str, Any]:
        from .views import view  # few templates are given objects

        return {"view": view(self._objects.decode(request["object"]))}

    def _look(self, request: Dict[str, Any]) -> Dict[str, Any]:
        from .views import is_method, look, view

        found, value = look(self._placed(request["place"]), request["step"])
        if not found:
            return {"kind": "missing"}
        passed = request["arguments"]
        if passed is not None:
            named = {name: self._placed(argument) for name, argument in passed["named"].items()}
            value = value(*(self._placed(argument) for argument in passed["positional"]), **named)
        elif is_method(value):
            return {"kind": "method"}
        encoded = self._objects.encode(value)
        return {"kind": "value", "view": view(value), "handle": encoded.get("handle")}

    def _placed(self, encoded: Dict[str, Any]) -> Any:
        if "whole" not in encoded:
            return self._objects.decode(encoded)
        return follow(self._objects.decode(encoded["whole"]), encoded["steps"])

    def _equals(self, request: Dict[str, Any]) -> Dict[str, Any]:
        return {"equal": bool(self._objects.get(request["handle"]) == self._objects.decode(request["other"]))}

    def _ping(self, request: Dict[str, Any]) -> Dict[str, Any]:
        self._loop.wait_for_turn()
        return {}

    def _argument(self, tool: Tool, name: str, encoded: Dict[str, Any]) -> Any:
        if "lent" in encoded:
            return PieceIterator(encoded["lent"])
        if "model" in encoded:
            return tool.model_for(name, encoded)
        if "connection" in encoded:
            return tool.connection_for(name, encoded["connection"])
        if "assistant" in encoded:
            from .assistants import assistant_of  # few flows have one

            return assistant_of(encoded, self._tools)
        return self._objects.decode(encoded)

    def _send_metric(self, key: str, value: Any) -> None:
        text = json.dumps(value)
        self._channel.send({"event": "metric", "request": current_request.get(), "key": key, "value": text})


def _is_changed(value: Any, encoded: Dict[str, Any]) -> bool:
    """Whether a tool changed a list or dict that was given to it."""
    if "value" not in encoded or "packed" in encoded:
        return False
    try:
        return json.dumps(value, ensure_ascii=False) != encoded["value"]
    except (TypeError, ValueError, RecursionError):
        return True


def _nothing() -> None:
    return None
