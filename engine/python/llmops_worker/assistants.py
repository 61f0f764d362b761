"""Assistants: their definition, and their functions as OpenAI's service is told of them."""

import enum
import inspect
import json
from typing import Any, Dict, Mapping

from promptflow.contracts.types import AssistantDefinition
from promptflow.executor._assistant_tool_invoker import AssistantToolInvoker, ResolvedAssistantTool

from .docstrings import described
from .signature import hints_of
from .tools import Tool

_JSON_TYPES = {"int": "number", "double": "number", "bool": "boolean", "string": "string", "list": "array"}


def assistant_of(encoded: Dict[str, Any], tools: Mapping[str, Tool]) -> AssistantDefinition:
    """The assistant that the engine read, whose functions were loaded and bound before."""
    definition = AssistantDefinition.of(json.loads(encoded["assistant"]))
    resolved = [
        ResolvedAssistantTool(listed["type"], listed, None) if name is None else _function_of(tools[name])
        for listed, name in zip(definition.tools, encoded["tools"])
    ]
    definition._tool_invoker = AssistantToolInvoker({tool.name: tool for tool in resolved})
    return definition


def _function_of(tool: Tool) -> ResolvedAssistantTool:
    def call(**arguments: Any) -> Any:
        return tool(arguments)

    name = tool.function.__name__
    return ResolvedAssistantTool(name, {"type": "function", "function": _described(tool)}, call)


def _described(tool: Tool) -> Dict[str, Any]:
    """What the model may fill in: the parameters that are not given beforehand."""
    function = tool.function
    description, texts = described(function)
    signature, hints = inspect.signature(function).parameters, hints_of(function)
    properties: Dict[str, Any] = {}
    required = []
    for parameter in tool.parameters:
        name = parameter.name
        if name in tool.fixed:
            continue
        default = signature[name].default
        if default is inspect.Parameter.empty or default is None:
            required.append(name)
        kind = "object" if parameter.connections else _JSON_TYPES.get(parameter.value_type, "object")
        properties[name] = {"type": kind, "description": texts.get(name, "")}
        if isinstance(hints.get(name), enum.EnumMeta):
            properties[name]["enum"] = [option.value for option in hints[name]]
    parameters = {"type": "object", "properties": properties, "required": required}
    return {"name": function.__name__, "description": description, "parameters": parameters}
