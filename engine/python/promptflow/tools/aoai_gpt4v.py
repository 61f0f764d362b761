"""Prompt flow's tool for models that see images, on Azure OpenAI."""

from typing import Any, Optional

from promptflow._core.tool import ToolProvider, tool
from promptflow.connections import AzureOpenAIConnection
from promptflow.contracts.types import PromptTemplate

from ._models import ask_model, parameters


class AzureOpenAI(ToolProvider):
    """Asks a model over one connection."""

    def __init__(self, connection: AzureOpenAIConnection) -> None:
        self._connection = connection

    @tool(streaming_option_parameter="stream")
    def chat(
        self,
        prompt: PromptTemplate,
        deployment_name: str,
        temperature: float = 1.0,
        top_p: float = 1.0,
        stream: bool = False,
        stop: Optional[list] = None,
        max_tokens: Optional[int] = None,
        presence_penalty: float = 0,
        frequency_penalty: float = 0,
        seed: Optional[int] = None,
        detail: str = "auto",
        **variables: Any,
    ) -> Any:
        """Renders the prompt, whose `![image]({{x}})` become parts of the messages, and gives the first choice."""
        return ask_model("chat", self._connection, prompt, stream, parameters(locals()), variables, vision=True)
