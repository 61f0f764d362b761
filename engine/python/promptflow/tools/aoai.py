"""Prompt flow's tool for Azure OpenAI, over the engine."""

from typing import Any, Dict, List, Optional, Union

from promptflow._core.tool import ToolProvider, tool
from promptflow.connections import AzureOpenAIConnection
from promptflow.contracts.types import PromptTemplate

from ._models import ask_model, number, truth, whole


class AzureOpenAI(ToolProvider):
    """Asks a model over one connection."""

    def __init__(self, connection: AzureOpenAIConnection) -> None:
        self.connection = connection

    def chat(
        self,
        prompt: PromptTemplate,
        deployment_name: str,
        temperature: float = 1.0,
        top_p: float = 1.0,
        n: int = 1,
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
        given = {
            "deployment_name": deployment_name,
            "temperature": number(temperature),
            "top_p": number(top_p),
            "n": whole(n),
            "stop": stop,
            "max_tokens": whole(max_tokens),
            "presence_penalty": number(presence_penalty),
            "frequency_penalty": number(frequency_penalty),
            "logit_bias": logit_bias,
            "user": user,
            "function_call": function_call,
            "functions": functions,
            "tool_choice": tool_choice,
            "tools": tools,
            "response_format": response_format,
            "seed": whole(seed),
        }
        return ask_model("chat", self.connection, prompt, stream, given, variables)

    def completion(
        self,
        prompt: PromptTemplate,
        deployment_name: str,
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
        given = {
            "deployment_name": deployment_name,
            "suffix": suffix or None,
            "max_tokens": whole(max_tokens),
            "temperature": number(temperature),
            "top_p": number(top_p),
            "n": whole(n),
            "logprobs": whole(logprobs),
            "echo": truth(echo),
            "stop": stop,
            "presence_penalty": number(presence_penalty),
            "frequency_penalty": number(frequency_penalty),
            "best_of": whole(best_of),
            "logit_bias": logit_bias,
            "user": user,
        }
        return ask_model("completion", self.connection, prompt, stream, given, variables)


@tool
def chat(connection: AzureOpenAIConnection, prompt: PromptTemplate, deployment_name: str, **given: Any) -> Union[str, Dict[str, Any]]:
    """`AzureOpenAI.chat` as a function."""
    return AzureOpenAI(connection).chat(prompt, deployment_name, **given)


@tool
def completion(connection: AzureOpenAIConnection, prompt: PromptTemplate, deployment_name: str, **given: Any) -> str:
    """`AzureOpenAI.completion` as a function."""
    return AzureOpenAI(connection).completion(prompt, deployment_name, **given)
