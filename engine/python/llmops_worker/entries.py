"""The entry of a flex flow: a function, or a class of which one instance is called for every line."""

import dataclasses
import importlib
import inspect
import json
from typing import Any, Callable, Dict, List, Optional, Tuple, Union, get_args, get_origin, get_type_hints

from promptflow._core.attributes import with_attributes
from promptflow.connections import Connection, CustomStrongTypeConnection, connect

from .failures import Failure, text_of
from .guarded import guarded
from .signature import Parameter, hints_of, parameters_of, value_type_of
from .streams import is_stream

# Classes of prompt flow's that say which model to ask, and the name under which each has the model's.
_MODELS = {"AzureOpenAIModelConfiguration": "azure_deployment", "OpenAIModelConfiguration": "model"}

_RESULT = "output"


class Entry:
    """Takes the place of a node's tool. The instance of a class is created once, when it is bound."""

    streaming_option: Optional[str] = None
    module = None

    def __init__(self, target: Any, name: str) -> None:
        self._target = target
        self._name = name
        self._is_class = isinstance(target, type)
        function = target.__call__ if self._is_class else target
        self.title: str = getattr(function, "__qualname__", name)
        self._signature = function
        initializer = target.__init__ if self._is_class and target.__init__ is not object.__init__ else None
        self._initializer = initializer
        self.creation: List[Parameter] = parameters_of(initializer)[0] if initializer is not None else []
        self.parameters: List[Parameter] = parameters_of(function)[0]
        self._call: Callable[..., Any] = target
        self.aggregation = Aggregation(target) if hasattr(target, "__aggregate__") else None

    def describe(self) -> Dict[str, Any]:
        """What the engine tells callers of the flow."""
        outputs = outputs_of(self._signature)
        return {
            "isClass": self._is_class,
            "creation": [self._described(p, self._initializer) for p in self.creation],
            "parameters": [self._described(p, self._signature) for p in self.parameters],
            "outputs": None if outputs is None else [{"name": n, "type": t} for n, t in outputs.items()],
            "aggregates": self.aggregation is not None,
        }

    def bind(self, creation: Dict[str, Any], fixed: Dict[str, Any], order: List[str]) -> None:
        """Creates the instance of a class."""
        if not self._is_class:
            return
        try:
            instance = self._target(**creation)
        except (Exception, SystemExit) as error:
            # Values may be secrets: their names will do.
            given = ", ".join(f"'{name}': ***" for name in creation)
            message = f"Failed to initialize flow entry with '{{{given}}}', ex:'({type(error).__name__}) {text_of(error)}'."
            raise Failure("FlowEntryInitializationError", message) from error
        self._call = instance
        if self.aggregation is not None:
            self.aggregation.function = instance.__aggregate__

    def connection_for(self, parameter: str, fields: Dict[str, Any]) -> Connection:
        options = [option for p in self.creation if p.name == parameter for option in p.connections]
        for option in options:
            if issubclass(option, CustomStrongTypeConnection):
                return option(name=fields["name"], configs=fields["configs"], secrets=fields["secrets"])
        return connect(fields)

    def model_for(self, parameter: str, encoded: Dict[str, Any]) -> Any:
        """The model configuration that a parameter asks for; with a connection, its address and key."""
        kind = _model_class(hints_of(self._initializer).get(parameter))
        given = json.loads(encoded["model"])
        try:
            configuration = kind(**given)
            if "connection" not in encoded:
                return configuration
            model = _MODELS[kind.__name__]
            return kind.from_connection(connect(encoded["connection"]), **{model: getattr(configuration, model)})
        except Exception as error:
            message = f"Failed to initialize flow entry with '{{'{parameter}': ***}}', ex:'({type(error).__name__}) {text_of(error)}'."
            raise Failure("FlowEntryInitializationError", message) from error

    def __call__(self, arguments: Dict[str, Any]) -> Any:
        return guarded(self.title, lambda: self._call(**arguments))

    def _described(self, parameter: Parameter, function: Any) -> Dict[str, Any]:
        default = inspect.signature(function).parameters[parameter.name].default
        model = _model_class(hints_of(function).get(parameter.name))
        has_value = default is not inspect.Parameter.empty and default is not None and _is_json(default)
        return {
            **parameter.describe(),
            "model": None if model is None else model.__name__,
            "default": json.dumps(default) if has_value else None,
        }


class Aggregation:
    """The method `__aggregate__` of an entry, which makes metrics of what its calls returned."""

    streaming_option: Optional[str] = None
    module = None

    def __init__(self, target: Any) -> None:
        parameters = [name for name in inspect.signature(target.__aggregate__).parameters if name != "self"]
        if len(parameters) != 1:
            raise Failure("InvalidAggregationFunction", "The __aggregate__ method should have only one parameter.")
        self.function: Callable[..., Any] = target.__aggregate__

    def __call__(self, arguments: Dict[str, Any]) -> Any:
        # They may be written for dicts and for dataclasses.
        results = [with_attributes(result) for result in arguments["line_results"]]
        return guarded("__aggregate__", lambda: self.function(results))


def load_entry(module: str, name: str, file: str) -> Entry:
    """The function or class that a flow's definition names. The flow's folder is on `sys.path` already."""
    try:
        loaded = importlib.import_module(module)
    except (Exception, SystemExit) as error:
        message = f"Failed to load python module for {file}: ({type(error).__name__}) {text_of(error)}"
        raise Failure("PythonLoadError", message) from error
    target = getattr(loaded, name, None)
    if isinstance(target, type):
        if not any("__call__" in vars(kind) for kind in target.__mro__):
            raise Failure("PythonLoadError", f"Python class entry '{name}' does not have __call__ method.")
    elif not inspect.isfunction(target):
        message = f"Failed to load python function '{name}' from file '{module}', got {target}."
        raise Failure("PythonLoadError", message)
    return Entry(target, name)


def outputs_of(function: Any) -> Optional[Dict[str, str]]:
    """The types of a flow's outputs by their names; None where the code does not tell them."""
    annotation = hints_of(function).get("return", inspect.Signature.empty)
    if isinstance(annotation, type) and dataclasses.is_dataclass(annotation):
        hints = _class_hints(annotation)
        return {field.name: value_type_of(hints.get(field.name), None) for field in dataclasses.fields(annotation)}
    if isinstance(annotation, type) and issubclass(annotation, dict) and hasattr(annotation, "__annotations__"):
        return {name: value_type_of(kind, None) for name, kind in _class_hints(annotation).items()}
    origin = get_origin(annotation) or annotation
    return {_RESULT: value_type_of(annotation, None)} if origin in (str, int, float, bool, list) else None


def split_outputs(result: Any, join: Callable[[Any], str], stream: bool) -> Tuple[Any, Optional[Dict[str, Any]]]:
    """
    What a flow's entry returned, with streams joined unless they are wanted; and its outputs by name, or None where it
    is no dict and no dataclass.
    """
    settle = (lambda value: value) if stream else lambda value: _joined(value, join)
    if dataclasses.is_dataclass(result) and not isinstance(result, type):
        names = [field.name for field in dataclasses.fields(result)]
        fields = {name: settle(getattr(result, name)) for name in names}
        if not stream:
            for name, value in fields.items():
                object.__setattr__(result, name, value)
        return result, {name: _as_data(value) for name, value in fields.items()}
    if isinstance(result, dict):
        settled = {key: settle(value) for key, value in result.items()}
        return settled, {str(key): _as_data(value) for key, value in settled.items()}
    return _as_data(settle(result)), None


def _joined(value: Any, join: Callable[[Any], str]) -> Any:
    return join(value) if is_stream(value) else value


def _as_data(value: Any) -> Any:
    """Dataclasses within a value as dicts."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _as_data(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if type(value) is dict:
        return {key: _as_data(item) for key, item in value.items()}
    return [_as_data(item) for item in value] if type(value) is list else value


def _model_class(annotation: Any) -> Any:
    """The class of model configurations that a parameter takes, if it takes one."""
    options = get_args(annotation) if get_origin(annotation) is Union else (annotation,)
    return next((option for option in options if getattr(option, "__name__", None) in _MODELS), None)


def _is_json(value: Any) -> bool:
    try:
        return bool(json.loads(json.dumps(value)) == value)
    except (TypeError, ValueError):
        return False


def _class_hints(kind: type) -> Dict[str, Any]:
    try:
        return get_type_hints(kind)
    except Exception:  # noqa: BLE001 - an annotation that names nothing importable says nothing about the type
        return dict(getattr(kind, "__annotations__", {}))
