"""Prompt flow's tool for OpenAI, over the engine."""

from typing import Any, Dict, List, Optional, Union

from promptflow._core.tool import ToolProvider, tool
from promptflow.connections import OpenAIConnection
from promptflow.contracts.types import PromptTemplate

from ._models import ask_model, parameters


class OpenAI(ToolProvider):
    """Asks a model over one connection."""

    def __init__(self, connection: OpenAIConnection) -> None:
        self.connection = connection

    def chat(
        self,
        prompt: PromptTemplate,
        model: str = "",
        temperature: float = 1.0,
        top_p: float = 1.0,
        stream: bool = False,
        stop: Optional[List[str]] = None,
        max_tokens: Optional[int] = None,
        presence_penalty: Optional[float] = None,
        frequency_penalty: Optional[float] = None,
        logit_bias: Optional[Dict[str, Any]] = None,
        user: str = "",
        function_call: Any = None,
        functions: Optional[List[Any]] = None,
        tool_choice: Any = None,
        tools: Optional[List[Any]] = None,
        response_format: Any = None,
        seed: Optional[int] = None,
        **variables: Any,
    ) -> Union[str, Dict[str, Any]]:
        """Renders the prompt with the variables, splits it into messages and gives the first choice."""
        return ask_model("chat", self.connection, prompt, stream, parameters(locals()), variables)

    def completion(
        self,
        prompt: PromptTemplate,
        model: str = "text-davinci-003",
        suffix: Optional[str] = None,
        max_tokens: int = 16,
        temperature: float = 1.0,
        top_p: float = 1.0,
        n: int = 1,
        stream: bool = False,
        logprobs: Optional[int] = None,
        echo: bool = False,
        stop: Optional[List[str]] = None,
        presence_penalty: Optional[float] = None,
        frequency_penalty: Optional[float] = None,
        best_of: int = 1,
        logit_bias: Optional[Dict[str, Any]] = None,
        user: str = "",
        **variables: Any,
    ) -> str:
        """Renders the prompt with the variables and gives the text that the model goes on with."""
        return ask_model("completion", self.connection, prompt, stream, parameters(locals()), variables)


@tool
def chat(connection: OpenAIConnection, prompt: PromptTemplate, model: str = "", **given: Any) -> Union[str, Dict[str, Any]]:
    """`OpenAI.chat` as a function."""
    return OpenAI(connection).chat(prompt, model, **given)


@tool
def completion(connection: OpenAIConnection, prompt: PromptTemplate, model: str = "text-davinci-003", **given: Any) -> str:
    """`OpenAI.completion` as a function."""
    return OpenAI(connection).completion(prompt, model, **given)
