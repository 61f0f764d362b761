"""Images that tools take and return."""

import base64
import hashlib
from typing import Any, Dict, Optional


class PFBytes(bytes):
    """Bytes with a media type, shown by the first digits of their SHA-1."""

    def __new__(cls, value: bytes, *_: object, **__: object) -> "PFBytes":
        return super().__new__(cls, value)

    def __init__(self, value: bytes, mime_type: str = "application/octet-stream", source_url: Optional[str] = None) -> None:
        self._hash = hashlib.sha1(value, usedforsecurity=False).hexdigest()[:8]
        self._mime_type = mime_type.lower()
        self._source_url = source_url

    @property
    def source_url(self) -> Optional[str]:
        return self._source_url

    def to_base64(self, with_type: bool = False, dict_type: bool = False) -> object:
        text = base64.b64encode(self).decode("utf-8")
        if not with_type:
            return text
        prefix = f"data:{self._mime_type};base64"
        return {prefix: text} if dict_type else f"{prefix},{text}"


class Image(PFBytes):
    def __init__(self, value: bytes, mime_type: Optional[str] = None, source_url: Optional[str] = None) -> None:
        super().__init__(value, _guess(value) if mime_type is None else mime_type, source_url)

    def __str__(self) -> str:
        return f"Image({self._hash})"

    def __repr__(self) -> str:
        return f"Image({self._hash})"


class Text(str):
    """Text among images, with the annotations that OpenAI's assistants give it."""

    def __new__(cls, value: str, annotations: Optional[list] = None) -> "Text":
        text = super().__new__(cls, value)
        text._annotations = annotations
        return text

    @classmethod
    def deserialize(cls, data: Dict[str, Any]) -> "Text":
        text = data.get("text", "")
        return cls(text.get("value", ""), text.get("annotations", [])) if isinstance(text, dict) else cls(text)

    def serialize(self) -> Dict[str, Any]:
        plain = str(self)
        text = plain if self._annotations is None else {"value": plain, "annotations": self._annotations}
        return {"type": "text", "text": text}


# The engine tells the types of the images that it reads by the same signatures: engine/images/image.ts.
_SIGNATURES = (
    ("image/png", 0, b"\x89PNG\r\n\x1a\n"),
    ("image/jpeg", 0, b"\xff\xd8\xff"),
    ("image/gif", 0, b"GIF8"),
    ("image/webp", 8, b"WEBP"),
    ("image/bmp", 0, b"BM"),
    ("image/tiff", 0, b"II*\x00"),
    ("image/tiff", 0, b"MM\x00*"),
)


def _guess(value: bytes) -> str:
    for mime_type, offset, signature in _SIGNATURES:
        if value[offset : offset + len(signature)] == signature:
            return mime_type
    return "image/*"
