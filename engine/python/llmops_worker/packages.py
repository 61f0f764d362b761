"""What installed packages say of their tools."""

from typing import Any, Dict, List, NamedTuple, Optional, Tuple

_GROUP = "package_tools"


class Declaration(NamedTuple):
    """Where a tool is, and the types of its inputs: what a package declares goes before the annotations."""

    module: str
    class_name: Optional[str]
    function: str
    inputs: Optional[Dict[str, Any]]


def find_declaration(tool_id: str) -> "Tuple[Optional[Declaration], List[str]]":
    """The tool that a package declares under an id, of today or of before, and which packages could not be asked."""
    from importlib import metadata  # slow, and rarely needed

    points: Any = metadata.entry_points()
    group = points.select(group=_GROUP) if hasattr(points, "select") else points.get(_GROUP, [])
    renamed: Optional[Declaration] = None
    failed: List[str] = []
    for point in group:
        try:
            tools = point.load()()
        except Exception as error:  # noqa: BLE001 - another package's fault must not stop this one's tools
            failed.append(f"{point.value}: ({type(error).__name__}) {error}")
            continue
        if tool_id in tools:
            return _read(tools[tool_id]), failed
        for declared in tools.values():
            if tool_id in declared.get("deprecated_tools", []):
                renamed = _read(declared)
    return renamed, failed


def _read(declared: Dict[str, Any]) -> Declaration:
    return Declaration(declared["module"], declared.get("class_name"), declared["function"], declared.get("inputs"))
