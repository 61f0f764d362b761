"""Finds the tool of a node, in a file of the flow or in an installed package."""

import importlib
import importlib.util
import inspect
import os
import sys
import types
from typing import Any, Callable, Dict, List, Optional, Tuple

from promptflow._core.tool import ToolProvider, is_tool
from promptflow.contracts.types import PromptTemplate
from promptflow.connections import Connection, CustomStrongTypeConnection, connect

from .failures import Failure, text_of
from .packages import find_declaration
from .signature import Parameter, as_declared, parameters_of

MODULE_NAME = "__pf_main__"
# Names of the arguments that a user wrote, for tools that render a prompt themselves.
_ESCAPED = "_inputs_to_escape"


class Tool:
    """A function, or a method of a class that is created once for the loaded flow."""

    def __init__(
        self,
        function: Callable[..., Any],
        provider: Optional[type],
        module: Optional[types.ModuleType] = None,
        declared: Optional[Dict[str, Any]] = None,
    ) -> None:
        self._function = function
        # The module of a tool that is a file of the flow.
        self.module = module
        self._provider = provider
        self._fixed: Dict[str, Any] = {}
        self._order: List[str] = []
        self.creation: List[Parameter] = parameters_of(provider.__init__)[0] if _has_init(provider) else []
        self.parameters, self.takes_any_name = parameters_of(function)
        if declared is not None:
            self.creation = [as_declared(parameter, declared) for parameter in self.creation]
            self.parameters = [as_declared(parameter, declared) for parameter in self.parameters]
        self.streaming_option: Optional[str] = getattr(function, "_streaming_option_parameter", None)
        shared = {p.name for p in self.creation} & {p.name for p in self.parameters}
        if shared:
            names = ", ".join(sorted(shared))
            raise Failure("BadFunctionInterface", f"The inputs {names} belong to both __init__ and the tool's method.")

    def bind(self, creation: Dict[str, Any], fixed: Dict[str, Any], order: List[str]) -> None:
        """Sets the arguments that are the same in every call and the order of all, and creates the instance of a class tool."""
        self._order = order
        if not self.takes_any_name and all(p.name != _ESCAPED for p in self.parameters):
            fixed.pop(_ESCAPED, None)
        templates = {p.name for p in self.parameters if p.value_type == "prompt_template"}
        self._fixed = {name: PromptTemplate(value) if name in templates and type(value) is str else value for name, value in fixed.items()}
        if self._provider is None:
            return
        try:
            instance = self._provider(**creation)
        except Exception as error:
            name = self._provider.__name__
            message = f"Failed to load package tool '{name}': ({type(error).__name__}) {text_of(error)}"
            raise Failure("ToolLoadError", message) from error
        self._function = getattr(instance, self._function.__name__)

    @property
    def function(self) -> Callable[..., Any]:
        return self._function

    @property
    def fixed(self) -> Dict[str, Any]:
        """Arguments that are the same in every call."""
        return self._fixed

    def connection_for(self, parameter: str, fields: Dict[str, Any]) -> Connection:
        """The connection object that a parameter asks for; custom strong types are built from a custom connection."""
        options = [option for p in (*self.creation, *self.parameters) if p.name == parameter for option in p.connections]
        for option in options:
            if issubclass(option, CustomStrongTypeConnection):
                return option(name=fields["name"], configs=fields["configs"], secrets=fields["secrets"])
        return connect(fields)

    def __call__(self, arguments: Dict[str, Any]) -> Any:
        given = {**self._fixed, **arguments}
        ordered = {name: given[name] for name in self._order if name in given}
        return self._function(**{**ordered, **given})


def load_file(path: str, source: str) -> Tool:
    """The one tool that is defined in a file of the flow. Each node gets a module of its own."""
    if not os.path.isfile(path):
        raise Failure("InvalidSource", f"Tool file '{source}' can not be found.")
    spec = importlib.util.spec_from_file_location(MODULE_NAME, path)
    if spec is None or spec.loader is None:
        raise Failure("PythonLoaderNotFound", f"Failed to load python file '{source}'. Please make sure it is a .py file.")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        message = f"Failed to load python module from file '{source}': ({type(error).__name__}) {text_of(error)}"
        raise Failure("PythonLoadError", message) from error
    found = _tools_defined_in(module)
    if not found:
        raise Failure("NoToolDefined", f"No tool found in the python script '{source}'. Decorate one function with @tool.")
    if len(found) > 1:
        names = ", ".join(function.__name__ for function, _ in found)
        message = f"Expected 1 but collected {len(found)} tools: {names}. Please make sure only one tool is defined in '{source}'."
        raise Failure("MultipleToolsDefined", message)
    return Tool(*found[0], module)


def load_package(tool_id: str) -> Tool:
    """A tool that an installed package declares, or one by its place: `package.module.function` or `package.module.Class.method`."""
    declaration, failed = find_declaration(tool_id)
    if declaration is not None:
        module: Any = importlib.import_module(declaration.module)
        owner = getattr(module, declaration.class_name) if declaration.class_name else None
        return Tool(getattr(owner or module, declaration.function), owner, declared=declaration.inputs)
    parts = tool_id.split(".")
    for size in range(len(parts) - 1, 0, -1):
        try:
            target: Any = importlib.import_module(".".join(parts[:size]))
        except ImportError:
            continue
        provider = None
        for part in parts[size:]:
            provider = target if isinstance(target, type) else None
            target = getattr(target, part, None)
        if callable(target):
            return Tool(target, provider)
    message = f"Package tool '{tool_id}' is not found in the current environment ({sys.executable}). Install its package there."
    reasons = f" Packages whose tools cannot be listed: {'; '.join(failed)}." if failed else ""
    raise Failure("PackageToolNotFoundError", message + reasons)


def _tools_defined_in(module: types.ModuleType) -> "List[Tuple[Callable[..., Any], Optional[type]]]":
    own = [value for _, value in sorted(vars(module).items()) if getattr(value, "__module__", None) == module.__name__]
    found: "List[Tuple[Callable[..., Any], Optional[type]]]" = [(value, None) for value in own if is_tool(value)]
    for value in own:
        if isinstance(value, type) and issubclass(value, ToolProvider):
            methods = [method for _, method in inspect.getmembers(value) if is_tool(method)]
            found.extend((method, value) for method in methods)
    return found


def _has_init(provider: Optional[type]) -> bool:
    return provider is not None and "__init__" in {name for kind in provider.__mro__[:-1] for name in vars(kind)}

