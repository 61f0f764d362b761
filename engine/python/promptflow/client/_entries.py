"""What may stand for a flow: a path, `module:name`, a function or class, or a loaded flow."""

import inspect
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any, Callable, Optional, Tuple, Union

from ..core._flows import Source, _AnyPrompty, _Callable
from ..exceptions import UserErrorException

Flowlike = Union[Source, Callable[..., Any]]

_ENTRY = re.compile(r"[a-zA-Z0-9_.]+:[a-zA-Z0-9_]+")


def path_of(flow: Flowlike, code: Optional[Source] = None) -> str:
    """The absolute path by which the engine loads it. `code` is the folder of the module of an entry, or of a function."""
    folder = Path(code or ".").resolve()
    if not folder.is_dir():
        raise UserErrorException(f"Code path {folder} does not exist.")
    if isinstance(flow, _Callable):
        if isinstance(flow, _AnyPrompty) and (flow._given or flow._entries):
            raise UserErrorException(f"{flow.path.name} was loaded with changes, which a batch does not know. Write them to the file.")
        return str(flow.path)
    if callable(flow):
        return _path_of_code(flow, folder)
    path = Path(flow)
    if path.exists():
        return str(path.resolve())
    if _ENTRY.fullmatch(path.name) and (folder / path).parent.is_dir():
        return str(folder / path)
    raise UserErrorException(f"Flow path {flow} does not exist and it's not a valid entry point.")


def _path_of_code(code: Callable[..., Any], folder: Path) -> str:
    module, file = _module_of(code)
    entry = f"{module}:{code.__name__}"
    if file == folder.joinpath(*module.split(".")).with_suffix(".py"):
        return str(folder / entry)
    # The module is found by sys.path. What lies around it is no part of the flow.
    temporary = Path(tempfile.mkdtemp(prefix=f"{entry.replace(':', '_')}_"))
    (temporary / "flow.flex.yaml").write_text(f"entry: {entry}\n", encoding="utf-8")
    return str(temporary)


def _module_of(code: Callable[..., Any]) -> Tuple[str, Path]:
    """The name by which other processes import what is given, and its file."""
    name = getattr(code, "__name__", None)
    if not (inspect.isfunction(code) or inspect.isclass(code)) or name is None:
        raise UserErrorException(f"{code!r} is neither a function nor a class. Give the class of an object, and init= to make it.")
    module = sys.modules.get(code.__module__)
    file = getattr(module, "__file__", None)
    if getattr(module, name, None) is not code or file is None:
        raise UserErrorException(
            f"{name} cannot be imported from {code.__module__} by another process. Move it to the top of a module of its own, "
            "a file beside this one, and import it from there."
        )
    path = Path(os.path.abspath(file))
    return (path.stem if code.__module__ == "__main__" else code.__module__), path
