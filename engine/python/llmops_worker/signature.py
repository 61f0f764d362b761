"""What a tool's parameters expect, so that the engine can convert literals and supply connections."""

import enum
import inspect
from typing import Any, Callable, Dict, List, NamedTuple, Tuple, Union, get_args, get_origin, get_type_hints

from promptflow import connections
from promptflow.connections import Connection, CustomStrongTypeConnection
from promptflow.contracts.types import AssistantDefinition, FilePath, PromptTemplate, Secret

_VALUE_TYPES = {
    int: "int",
    float: "double",
    bool: "bool",
    str: "string",
    list: "list",
    Secret: "secret",
    PromptTemplate: "prompt_template",
    FilePath: "file_path",
    AssistantDefinition: "assistant_definition",
}


class Parameter(NamedTuple):
    name: str
    value_type: str
    connections: List[type]
    required: bool

    def describe(self) -> Dict[str, Any]:
        return {
            "name": self.name,
            "type": self.value_type,
            "connections": list(dict.fromkeys(_connection_name(option) for option in self.connections)),
            "required": self.required,
        }


def parameters_of(function: Callable[..., Any]) -> "Tuple[List[Parameter], bool]":
    """The named parameters in order, and whether the function takes any other name as well."""
    signature = inspect.signature(function)
    hints = hints_of(function)
    parameters = []
    takes_any_name = False
    for name, parameter in signature.parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD:
            takes_any_name = True
        elif parameter.kind is not parameter.VAR_POSITIONAL and name != "self":
            annotation = hints.get(name, parameter.empty)
            classes = _connection_classes(annotation)
            # Annotations that are texts, as `from __future__ import annotations` makes them, lead to connections only.
            is_text = isinstance(parameter.annotation, str)
            value_type = "object" if classes or is_text else value_type_of(annotation, parameter.default)
            parameters.append(Parameter(name, value_type, classes, parameter.default is parameter.empty))
    return parameters, takes_any_name


def as_declared(parameter: Parameter, inputs: Dict[str, Any]) -> Parameter:
    """A parameter with the type that a package declares for it. What the package does not declare is passed as it is."""
    if parameter.value_type == "prompt_template" or parameter.connections:
        return parameter
    types = inputs.get(parameter.name, {}).get("type", "file_path")
    name = types if isinstance(types, str) else types[0]
    if name in {*_VALUE_TYPES.values(), "object", "image"}:
        return parameter._replace(value_type=name)
    names = [types] if isinstance(types, str) else types
    return parameter._replace(value_type="object", connections=[getattr(connections, option) for option in names if hasattr(connections, option)])


def _connection_classes(annotation: Any) -> "List[type]":
    """The connection classes that a parameter accepts; none if it takes something else."""
    listed = tuple(annotation) if isinstance(annotation, list) else (annotation,)
    options = get_args(annotation) if get_origin(annotation) is Union else listed
    options = tuple(option for option in options if option is not type(None))
    if options and all(isinstance(option, type) and issubclass(option, Connection) for option in options):
        return list(options)
    return []


def hints_of(function: Callable[..., Any]) -> Dict[str, Any]:
    if not any(isinstance(annotation, str) for annotation in getattr(function, "__annotations__", {}).values()):
        return dict(getattr(function, "__annotations__", {}))
    try:
        return get_type_hints(function)
    except Exception:  # noqa: BLE001 - an annotation that names nothing importable says nothing about the type
        return {}


def _connection_name(option: type) -> str:
    return "CustomConnection" if issubclass(option, CustomStrongTypeConnection) else option.__name__


def value_type_of(annotation: Any, default: Any) -> str:
    if annotation is inspect.Parameter.empty and default is not inspect.Parameter.empty:
        annotation = type(default)
    if get_origin(annotation) is Union:
        options = [option for option in get_args(annotation) if option is not type(None)]
        annotation = options[0] if len(options) == 1 else object
    if isinstance(annotation, enum.EnumMeta):
        return "string"
    if getattr(annotation, "__module__", None) == "promptflow.contracts.multimedia":
        return "image" if annotation.__name__ == "Image" else "object"
    try:
        return _VALUE_TYPES.get(annotation, "object")
    except TypeError:  # an annotation that cannot be hashed
        return "object"
