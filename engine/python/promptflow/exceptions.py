"""Exceptions that tools raise to say whose mistake something is."""

from typing import Any


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
