"""What JSON cannot hold on its way between the engine and the tools: images, dates, and objects that are carried."""

import base64
import json
from datetime import date, datetime
from typing import Any, Callable, Dict, List

from promptflow.contracts.multimedia import Image, Text

_IMAGE = "$image"
_TEXT = "$text"
_DATE = "$date"
_OBJECT = "$object"
_DICT = "$dict"
_ATOMS = (str, int, float, bool, type(None), Image)


def load_json(text: str, uncarried: Callable[[Dict[str, Any]], Any]) -> Any:
    """JSON text in which what is packed becomes itself."""

    def unpack(entries: Dict[str, Any]) -> Any:
        if len(entries) != 1:
            return entries
        if _OBJECT in entries:
            return uncarried(dict(entries[_OBJECT]))
        if _DICT in entries:
            return dict(entries[_DICT])
        if _DATE in entries:
            text = entries[_DATE]
            return datetime.fromisoformat(text) if ":" in text else date.fromisoformat(text)
        if _TEXT in entries:
            return Text(*entries[_TEXT])
        if _IMAGE not in entries:
            return entries
        text, mime_type, source_url = entries[_IMAGE]
        return Image(base64.b64decode(text), mime_type, source_url)

    return json.loads(text, object_hook=unpack)


def dump_json(value: Any) -> Dict[str, Any]:
    """JSON text, and whether there are packed images in it."""
    found = []

    def pack(other: Any) -> Any:
        if isinstance(other, Image):
            found.append(other)
            text = base64.b64encode(other).decode("ascii")
            return {_IMAGE: [text, other._mime_type, other.source_url]}
        raise TypeError(f"Object of type {type(other).__name__} is not JSON serializable")

    text = json.dumps(_with_packed_texts(value, found), default=pack)
    return {"value": text, "packed": bool(found)}


def _with_packed_texts(value: Any, found: List[Any]) -> Any:
    """The same with its `Text`, which JSON would take for any other text."""
    if isinstance(value, Text):
        found.append(value)
        return {_TEXT: [str(value), value._annotations]}
    if isinstance(value, (list, tuple)):
        return [_with_packed_texts(item, found) for item in value]
    if isinstance(value, dict):
        return {key: _with_packed_texts(item, found) for key, item in value.items()}
    return value


def is_packable(value: Any) -> bool:
    """Whether JSON with packed images gives back an equal value of the same types."""
    kind = type(value)
    try:
        if kind is list:
            return all(is_packable(item) for item in value)
        if kind is dict:
            return all(type(key) is str and is_packable(item) for key, item in value.items())
    except RecursionError:
        return False
    return kind in _ATOMS
