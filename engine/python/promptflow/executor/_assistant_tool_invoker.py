"""The functions of an assistant, for tools that run its conversation."""

from typing import Any, Callable, Dict, List, NamedTuple, Optional


class ResolvedAssistantTool(NamedTuple):
    """A tool of an assistant as OpenAI's service takes it, and, where it is a function, what to call."""

    name: str
    openai_definition: Dict[str, Any]
    func: Optional[Callable[..., Any]]


class AssistantToolInvoker:
    """Describes the tools of an assistant to the service, and calls those that the service asks for."""

    def __init__(self, tools: Dict[str, ResolvedAssistantTool]) -> None:
        self._assistant_tools = tools

    def invoke_tool(self, func_name: str, kwargs: Dict[str, Any]) -> Any:
        function = self._assistant_tools[func_name].func
        if function is None:
            raise ValueError(f"The tool {func_name} is no function: the service runs it itself.")
        return function(**kwargs)

    def to_openai_tools(self) -> List[Dict[str, Any]]:
        return [tool.openai_definition for tool in self._assistant_tools.values()]
