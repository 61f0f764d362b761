"""Checks one answer: is it JSON, and does it fit the schema?"""

import json
import re
from typing import Any, Iterator

from promptflow.core import tool

TYPES = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "integer": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool) and value % 1 == 0,
}
ANNOTATIONS = {"$schema", "$id", "$comment", "title", "description", "default", "examples"}
KEYWORDS = {
    "type",
    "enum",
    "const",
    "required",
    "properties",
    "additionalProperties",
    "items",
    "minItems",
    "maxItems",
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
}


def same(one: Any, other: Any) -> bool:
    """Equal as JSON: to Python, true is 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def faults(value: Any, schema: Any, path: str) -> Iterator[str]:
    """What in a value does not fit. A keyword that is not checked here is refused: it would seem to hold."""
    if isinstance(schema, bool):
        if not schema:
            yield f"{path} is not allowed"
        return
    unknown = set(schema) - KEYWORDS - ANNOTATIONS
    if unknown:
        raise ValueError(f"The schema has keywords that this evaluator does not check: {', '.join(sorted(unknown))}.")
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(TYPES[name](value) for name in types):
        yield f"{path} is not of type {' or '.join(types)}"
        return
    if "enum" in schema and not any(same(value, item) for item in schema["enum"]):
        yield f"{path} is none of {json.dumps(schema['enum'], ensure_ascii=False)}"
    if "const" in schema and not same(value, schema["const"]):
        yield f"{path} is not {json.dumps(schema['const'], ensure_ascii=False)}"
    if isinstance(value, dict):
        yield from object_faults(value, schema, path)
    elif isinstance(value, list):
        yield from size_faults(len(value), schema, "Items", path)
        for index, item in enumerate(value):
            yield from faults(item, schema.get("items", True), f"{path}[{index}]")
    elif isinstance(value, str):
        yield from size_faults(len(value), schema, "Length", path)
        if "pattern" in schema and not re.search(schema["pattern"], value):
            yield f"{path} does not match {schema['pattern']}"
    elif TYPES["number"](value):
        if value < schema.get("minimum", value):
            yield f"{path} is below {schema['minimum']}"
        if value > schema.get("maximum", value):
            yield f"{path} is above {schema['maximum']}"


def object_faults(value: dict, schema: dict, path: str) -> Iterator[str]:
    properties = schema.get("properties", {})
    for name in schema.get("required", []):
        if name not in value:
            yield f"{path}.{name} is missing"
    for name, item in value.items():
        yield from faults(item, properties.get(name, schema.get("additionalProperties", True)), f"{path}.{name}")


def size_faults(size: int, schema: dict, what: str, path: str) -> Iterator[str]:
    if size < schema.get(f"min{what}", size):
        yield f"{path} has a size of {size}, less than {schema[f'min{what}']}"
    if size > schema.get(f"max{what}", size):
        yield f"{path} has a size of {size}, more than {schema[f'max{what}']}"


def refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is Python's and no JSON")


@tool
def check(answer: str, schema: dict) -> dict:
    try:
        value = json.loads(answer, parse_constant=refuse_constant)
    except ValueError as error:
        return {"is_json": False, "valid": False, "faults": [str(error)]}
    found = list(faults(value, schema, "$"))
    return {"is_json": True, "valid": not found, "faults": found}
