"""Prompt flow's tool for models that see images, over either connection."""

from typing import Any, Optional, Union

from promptflow._core.tool import tool
from promptflow.connections import AzureOpenAIConnection, OpenAIConnection
from promptflow.contracts.types import PromptTemplate

from .aoai_gpt4v import AzureOpenAI
from .openai_gpt4v import OpenAI


@tool(streaming_option_parameter="stream")
def llm_vision(
    connection: Union[AzureOpenAIConnection, OpenAIConnection],
    prompt: PromptTemplate,
    deployment_name: str = "",
    model: str = "",
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
    """Asks the deployment on Azure OpenAI, or the model on OpenAI."""
    given = {key: value for key, value in locals().items() if key not in ("connection", "prompt", "deployment_name", "model", "variables")}
    if isinstance(connection, AzureOpenAIConnection):
        return AzureOpenAI(connection).chat(prompt, deployment_name, **given, **variables)
    return OpenAI(connection).chat(prompt, model, **given, **variables)
