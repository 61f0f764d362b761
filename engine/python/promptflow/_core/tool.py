"""How Python code marks its tools."""

import functools
import inspect
import types
from typing import Any, Callable, Dict, List, Optional, TypeVar, Union, overload

from promptflow.exceptions import UserErrorException

F = TypeVar("F", bound=Callable[..., Any])

_MARK = "__tool"
_TYPES = ("llm", "python", "csharp", "prompt", "action", "custom_llm")


@overload
def tool(func: F) -> F: ...


@overload
def tool(func: None = None, **settings: Any) -> Callable[[F], F]: ...


def tool(
    func: Optional[F] = None,
    *,
    name: Optional[str] = None,
    description: Optional[str] = None,
    type: Optional[str] = None,
    input_settings: Any = None,
    streaming_option_parameter: Optional[str] = None,
    **other: Any,
) -> Union[F, Callable[[F], F]]:
    """Marks a function, or a method of a `ToolProvider`, as the tool of its file. The function itself is unchanged."""
    if type is not None and type not in _TYPES:
        raise UserErrorException(f"Tool type {type} is not supported yet.")

    def mark(given: F) -> F:
        function = given if isinstance(given, types.FunctionType) else _as_function(given)
        setattr(function, _MARK, None)
        settings = {
            "__name": name,
            "__description": description,
            "__type": type,
            "__input_settings": input_settings,
            "_streaming_option_parameter": streaming_option_parameter,
            "__extra_info": other,
        }
        for key, value in settings.items():
            setattr(function, key, value)
        return function

    return mark if func is None else mark(func)


def _as_function(given: Any) -> Any:
    """A function that calls what another decorator made, such as a cache, which takes no marks or is not found by them."""

    @functools.wraps(given)
    def call(*positional: Any, **named: Any) -> Any:
        return given(*positional, **named)

    return call


def is_tool(value: Any) -> bool:
    return isinstance(value, types.FunctionType) and hasattr(value, _MARK)


class ToolProvider:
    """Base of classes whose instance is created once and whose one `@tool` method is the node's tool."""

    _init_params: Dict[str, Any]

    def __new__(cls, *positional: Any, **named: Any) -> "ToolProvider":
        instance = super().__new__(cls)
        names = [name for name in inspect.signature(cls.__init__).parameters if name != "self"]
        instance._init_params = {**dict(zip(names, positional)), **named}
        return instance


class DynamicList:
    """Where an editor takes the choices of an input from. The engine stores it only."""

    def __init__(self, function: Any, input_mapping: Any = None) -> None:
        self.func_path = function
        self.func_kwargs = input_mapping


class GeneratedBy:
    """How an editor makes an input of others. The engine stores it only."""

    def __init__(self, function: Any, reverse_function: Any, input_settings: Any = None) -> None:
        self.func_path = function
        self.reverse_func_path = reverse_function
        self.func_kwargs = input_settings


class InputSetting:
    """How an editor shows an input. The engine stores it only."""

    def __init__(
        self,
        is_multi_select: Optional[bool] = None,
        allow_manual_entry: Optional[bool] = None,
        enabled_by: Optional[str] = None,
        enabled_by_value: Optional[List[Any]] = None,
        dynamic_list: Optional[DynamicList] = None,
        **other: Any,
    ) -> None:
        self.is_multi_select = is_multi_select
        self.allow_manual_entry = allow_manual_entry
        self.enabled_by = enabled_by
        self.enabled_by_value = enabled_by_value
        self.dynamic_list = dynamic_list
        self._kwargs = other
