"""Prompt flow's tool for language models, over any connection to one."""

from typing import Any, Optional, Union

from promptflow._core.tool import tool
from promptflow.connections import AzureOpenAIConnection, OpenAIConnection, ServerlessConnection
from promptflow.contracts.types import PromptTemplate

from .aoai import AzureOpenAI
from .openai import OpenAI


@tool(streaming_option_parameter="stream")
def llm(
    connection: Union[AzureOpenAIConnection, OpenAIConnection, ServerlessConnection],
    prompt: PromptTemplate,
    api: str = "chat",
    deployment_name: str = "",
    model: str = "",
    temperature: float = 1.0,
    top_p: float = 1.0,
    stream: bool = False,
    stop: Optional[list] = None,
    max_tokens: Optional[int] = None,
    presence_penalty: Optional[float] = None,
    frequency_penalty: Optional[float] = None,
    logit_bias: Optional[dict] = None,
    tool_choice: object = None,
    tools: Optional[list] = None,
    response_format: object = None,
    seed: Optional[int] = None,
    suffix: Optional[str] = None,
    logprobs: Optional[int] = None,
    echo: bool = False,
    best_of: int = 1,
    **variables: Any,
) -> Any:
    """Asks for a chat's next message, or, with `api` completion, for how a text goes on."""
    given = {
        "temperature": temperature,
        "top_p": top_p,
        "stream": stream,
        "stop": stop,
        "max_tokens": max_tokens,
        "presence_penalty": presence_penalty,
        "frequency_penalty": frequency_penalty,
        "logit_bias": logit_bias,
        **variables,
    }
    if api == "completion":
        given.update(suffix=suffix, logprobs=logprobs, echo=echo, best_of=best_of)
    else:
        given.update(tool_choice=tool_choice, tools=tools, response_format=response_format, seed=seed)
    method = "completion" if api == "completion" else "chat"
    if isinstance(connection, AzureOpenAIConnection):
        return getattr(AzureOpenAI(connection), method)(prompt, deployment_name, **given)
    return getattr(OpenAI(connection), method)(prompt, model, **given)
