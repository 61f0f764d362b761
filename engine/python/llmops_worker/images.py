"""Images on their way between the engine and the tools, packed into dicts that JSON can hold."""

import base64
import json
from typing import Any, Dict

from promptflow.contracts.multimedia import Image

_KEY = "$image"


def load_json(text: str) -> Any:
    """JSON text whose packed images become image objects."""
    return json.loads(text, object_hook=_unpack)


def dump_json(value: Any) -> Dict[str, Any]:
    """JSON text, and whether there are packed images in it."""
    found = []

    def pack(other: Any) -> Any:
        if isinstance(other, Image):
            found.append(other)
            text = base64.b64encode(other).decode("ascii")
            return {_KEY: [text, other._mime_type, other.source_url]}
        raise TypeError(f"Object of type {type(other).__name__} is not JSON serializable")

    text = json.dumps(value, default=pack)
    return {"value": text, "images": bool(found)}


def _unpack(entries: Dict[str, Any]) -> Any:
    packed = entries.get(_KEY) if len(entries) == 1 else None
    if packed is None:
        return entries
    text, mime_type, source_url = packed
    return Image(base64.b64decode(text), mime_type, source_url)
