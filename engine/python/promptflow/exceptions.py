"""Exceptions that tools raise to say whose mistake something is."""

from enum import Enum
from typing import Any


class ErrorTarget(str, Enum):
    """Where an error comes from. What an installed prompt flow brings with it imports this."""

    EXECUTOR = "Executor"
    BATCH = "Batch"
    CORE = "Core"
    FLOW_EXECUTOR = "FlowExecutor"
    NODE_EXECUTOR = "NodeExecutor"
    TOOL = "Tool"
    AZURE_RUN_STORAGE = "AzureRunStorage"
    RUNTIME = "Runtime"
    UNKNOWN = "Unknown"
    RUN_TRACKER = "RunTracker"
    RUN_STORAGE = "RunStorage"
    CONTROL_PLANE_SDK = "ControlPlaneSDK"
    SERVING_APP = "ServingApp"
    FLOW_INVOKER = "FlowInvoker"
    FUNCTION_PATH = "FunctionPath"


class PromptflowException(Exception):
    def __init__(self, message: str = "", message_format: str = "", target: Any = None, module: Any = None, **parameters: Any):
        self.target = target
        self.module = module
        self.message = str(message) if message else message_format.format(**parameters) if message_format else type(self).__name__
        super().__init__(self.message)


class UserErrorException(PromptflowException):
    """The flow or its input is wrong."""


class SystemErrorException(PromptflowException):
    """Something that the flow depends on is wrong."""


class ValidationException(UserErrorException):
    """Something was not of the expected form."""
