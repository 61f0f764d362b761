"""Types that a tool's annotations may name."""

from typing import Any, Dict, List


class Secret(str):
    """Text that must not be shown."""

    def set_secret_name(self, name: str) -> None:
        self.secret_name = name


class PromptTemplate(str):
    """Text of a template that the tool renders itself."""


class FilePath(str):
    """Path of a file."""


class AssistantDefinition:
    """An assistant as its YAML file describes it."""

    def __init__(self, model: str, instructions: str, tools: List[Dict[str, Any]]) -> None:
        self.model = model
        self.instructions = instructions
        self.tools = tools
        # Calls the functions among the tools; the engine sets it.
        self._tool_invoker: Any = None

    @classmethod
    def of(cls, fields: Dict[str, Any]) -> "AssistantDefinition":
        return cls(fields.get("model", ""), fields.get("instructions", ""), fields.get("tools") or [])

    def serialize(self) -> Dict[str, Any]:
        return {"model": self.model, "instructions": self.instructions, "tools": self.tools}
