"""The names of prompt flow's own module for flows and prompties."""

from ._flows import AsyncFlow, AsyncPrompty, Flow, Prompty

__all__ = ["AsyncFlow", "AsyncPrompty", "Flow", "Prompty"]
