"""Helpers of prompt flow's LLM tools that flows import."""

import os
import re
from typing import Any, Dict, List, Optional

from promptflow.exceptions import UserErrorException

_ROLES = ["system", "user", "assistant", "function", "tool"]


class JinjaTemplateError(UserErrorException):
    """A template cannot be rendered."""


class ChatAPIInvalidRole(UserErrorException):
    """A prompt does not begin with a role."""


def render_jinja_template(prompt: str, trim_blocks: bool = True, keep_trailing_newline: bool = True, **kwargs: Any) -> str:
    """Renders a template with the Jinja2 of the flow's own Python."""
    from jinja2 import Environment
    from jinja2.sandbox import SandboxedEnvironment

    is_sandboxed = os.environ.get("PF_USE_SANDBOX_FOR_JINJA", "true").lower() != "false"
    kind = SandboxedEnvironment if is_sandboxed else Environment
    environment = kind(trim_blocks=trim_blocks, keep_trailing_newline=keep_trailing_newline)
    try:
        return environment.from_string(prompt).render(**kwargs)
    except Exception as error:
        message = f"Failed to render jinja template: {type(error).__name__}: {error}. Please modify your prompt to fix the issue."
        raise JinjaTemplateError(message) from error


def parse_chat(chat_str: str, images: Optional[List[Any]] = None, valid_roles: Optional[List[str]] = None) -> List[Dict[str, Any]]:
    """Splits a rendered prompt into messages at the lines that name a role. Images become parts of their own."""
    roles = valid_roles or _ROLES
    parts = re.split(rf"(?im)^\s*#?\s*({'|'.join(roles)})\s*:\s*\n", chat_str)
    if parts[0].strip():
        role = parts[0].strip().lower()
        raise ChatAPIInvalidRole(f"The Chat API requires separate lines as role delimiters. Current parsed role '{role}' does not meet the requirement.")
    return [_message(role.lower(), text, images or []) for role, text in zip(parts[1::2], parts[2::2])]


def _message(role: str, text: str, images: List[Any]) -> Dict[str, Any]:
    if not any(str(image) in text for image in images):
        return {"role": role, "content": text.strip()}
    by_text = {str(image): image for image in images}
    lines = [line.strip() for line in text.strip().split("\n")]
    return {"role": role, "content": [_part(line, by_text) for line in lines if line]}


def _part(line: str, images: Dict[str, Any]) -> Dict[str, Any]:
    if line not in images:
        return {"type": "text", "text": line}
    image = images[line]
    url = image.source_url or f"data:{image._mime_type};base64,{image.to_base64()}"
    return {"type": "image_url", "image_url": {"url": url, "detail": "auto"}}
