"""What a docstring says of a function and of its parameters, for those who write `:param x:` or `Args:`."""

import inspect
import re
from typing import Callable, Dict, Optional, Tuple

_FIELD = re.compile(r"^:([^:\n]+):(.*?)(?=^:|\Z)", re.MULTILINE | re.DOTALL)
_PARAMETERS = ("param", "parameter", "arg", "argument", "key", "keyword")
_SECTION = re.compile(r"^(?:Args|Arguments|Parameters|Params):[ \t]*\n((?:[ \t]+.*(?:\n|\Z)|[ \t]*\n)*)", re.MULTILINE)
_HEADING = re.compile(r"^(?:Returns?|Raises|Yields|Examples?|Attributes):[ \t]*$", re.MULTILINE)
_ITEM = re.compile(r"^(\w+)(?:[ \t]*\([^)\n]*\))?[ \t]*:[ \t]*(.*(?:\n[ \t]+.*|\n[ \t]*(?=\n))*)", re.MULTILINE)


def described(function: Callable[..., object]) -> Tuple[str, Dict[str, str]]:
    """The function's description, and those of its parameters by their names."""
    text = inspect.cleandoc(function.__doc__ or "")
    section = _SECTION.search(text)
    if section is not None and _FIELD.search(text) is None:
        items = _ITEM.finditer(inspect.cleandoc("\n" + section.group(1)))
        heading = _HEADING.search(text)
        end = min(section.start(), heading.start() if heading is not None else section.start())
        return _description(text[:end]), {item.group(1): _joined(item.group(2)) for item in items}
    first = re.search(r"^:", text, re.MULTILINE)
    end = len(text) if first is None else first.start()
    found: Dict[str, str] = {}
    for field in _FIELD.finditer(text[end:]):
        name = _parameter(field.group(1).split())
        if name is not None:
            found[name] = _joined(field.group(2))
    return _description(text[:end]), found


def _parameter(words: "list[str]") -> Optional[str]:
    return words[-1] if len(words) in (2, 3) and words[0] in _PARAMETERS else None


def _description(text: str) -> str:
    """The first line, and what follows it; a blank line between them stays."""
    short, _, rest = text.partition("\n")
    lines = [short] if short else []
    if rest.startswith("\n"):
        lines.append("")
    if rest.strip():
        lines.append(rest.strip())
    return "\n".join(lines)


def _joined(text: str) -> str:
    first, _, rest = text.strip().partition("\n")
    return f"{first}\n{inspect.cleandoc(rest)}" if rest else first
