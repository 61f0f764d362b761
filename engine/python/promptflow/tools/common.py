"""Helpers of prompt flow's LLM tools that flows import."""

import ast
import re
from typing import Any, Dict, List, Optional, Tuple

from promptflow.exceptions import UserErrorException

_ROLES = ["system", "user", "assistant", "function", "tool"]
_LABEL = r"\n*#{{0,2}}\s*{}\s*:\s*\n"


class JinjaTemplateError(UserErrorException):
    """A template cannot be rendered."""


class ChatAPIInvalidRole(UserErrorException):
    """A prompt does not begin with a role."""


class ChatAPIFunctionRoleInvalidFormat(UserErrorException):
    """A message of a function does not name it."""


class ChatAPIToolRoleInvalidFormat(UserErrorException):
    """A message of a tool does not say which call it answers."""


def render_jinja_template(template_content: str, trim_blocks: bool = True, keep_trailing_newline: bool = True, **kwargs: Any) -> str:
    """Renders a template with the Jinja2 of the flow's own Python."""
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(trim_blocks=trim_blocks, keep_trailing_newline=keep_trailing_newline)
    try:
        return environment.from_string(template_content).render(**kwargs)
    except Exception as error:
        message = f"Failed to render jinja template: {type(error).__name__}: {error}. Please modify your prompt to fix the issue."
        raise JinjaTemplateError(message) from error


def parse_chat(
    chat_str: str,
    images: Optional[List[Any]] = None,
    valid_roles: Optional[List[str]] = None,
    image_detail: str = "auto",
) -> List[Dict[str, Any]]:
    """Splits a rendered prompt into messages at the lines that name a role, as LLM nodes do. Images become parts of their own."""
    roles = valid_roles or _ROLES
    before, *parts = re.split(rf"(?im)^\s*#?\s*({'|'.join(roles)})\s*:\s*\n", chat_str)
    if before.strip():
        separators = ",".join(f"'{role}:\\n'" for role in roles)
        raise ChatAPIInvalidRole(
            "The Chat API requires a specific format for prompt definition, and the prompt should include separate lines as "
            f"role delimiters: {separators}. Current parsed role '{before.strip().lower()}' does not meet the requirement."
        )
    known = {str(image): image for image in images or []}
    return [_message(role.lower(), text, known, image_detail) for role, text in zip(parts[::2], parts[1::2])]


def _message(role: str, text: str, images: Dict[str, Any], detail: str) -> Dict[str, Any]:
    if role == "tool":
        call = _labelled("tool_call_id", text)
        if call is None:
            form = "'tool_call_id:\\ntool_call_id\\ncontent:\\ntool_content'"
            raise ChatAPIToolRoleInvalidFormat(f"Failed to parse tool role prompt. Please make sure the prompt follows the format: {form}.")
        return {"role": role, "tool_call_id": call[0], "content": _content(call[1], images, detail)}
    calls = _tool_calls(text) if role == "assistant" else None
    if calls is not None:
        return {"role": role, "tool_calls": calls}
    named = _labelled("name", text)
    if named is not None:
        return {"role": role, "name": named[0], "content": _content(named[1], images, detail)}
    if role == "function":
        form = "'name:\\nfunction_name\\ncontent:\\nfunction_content'"
        raise ChatAPIFunctionRoleInvalidFormat(f"Failed to parse function role prompt. Please make sure the prompt follows the format: {form}.")
    return {"role": role, "content": _content(text, images, detail)}


def _labelled(label: str, text: str) -> Optional[Tuple[str, str]]:
    found = re.search(_LABEL.format(label) + r"+\s*(\S+)\s*" + _LABEL.format("content") + "?(.*)", text, re.DOTALL)
    return None if found is None else (found.group(1), found.group(2))


def _tool_calls(text: str) -> Any:
    found = re.search(_LABEL.format("tool_calls") + r"+\s*(\[.*?\])", text, re.DOTALL)
    try:
        return None if found is None else ast.literal_eval(found.group(1))
    except (ValueError, SyntaxError):
        return None


def _content(text: str, images: Dict[str, Any], detail: str) -> Any:
    lines = [line for line in text.strip().split("\n") if line.strip()]
    if not any(line.strip() in images for line in lines):
        return text.strip()
    return [_part(line, images.get(line.strip()), detail) for line in lines]


def _part(line: str, image: Any, detail: str) -> Dict[str, Any]:
    if image is None:
        return {"type": "text", "text": line}
    url = getattr(image, "source_url", None) or f"data:{image._mime_type};base64,{image.to_base64()}"
    return {"type": "image_url", "image_url": {"url": url, "detail": detail}}
