"""Writes fixtures.json: what Jinja2 itself makes of the templates in templates.py, in the settings of prompt flow.

Run it with a Python that has jinja2 3.1: `python3 __tests__/engine/jinja/make-fixtures.py`. The fixtures are checked in, so
that the tests need no jinja2.
"""

import copy
import json
import pathlib

from jinja2 import __version__
from jinja2.sandbox import SandboxedEnvironment

from templates import CALLS, GRID, LINES, STATEMENTS, TEXTS, VALUES

ENVIRONMENT = SandboxedEnvironment(trim_blocks=True, keep_trailing_newline=True)


def outcome(template: str) -> dict:
    try:
        return {"text": ENVIRONMENT.from_string(template).render(**copy.deepcopy(VALUES))}
    except Exception as error:
        line = getattr(error, "lineno", None)
        return {"error": type(error).__name__, "message": str(error), **({} if line is None else {"line": line})}


def cases(templates: list) -> str:
    lines = (json.dumps({"template": template, **outcome(template)}) for template in templates)
    return "[\n    " + ",\n    ".join(lines) + "\n  ]"


if __name__ == "__main__":
    target = pathlib.Path(__file__).with_name("fixtures.json")
    parts = {"jinja2": json.dumps(__version__), "values": json.dumps(VALUES), "cases": cases(LINES + TEXTS + STATEMENTS + CALLS), "grid": cases(GRID)}
    target.write_text("{\n" + ",\n".join(f'  "{name}": {part}' for name, part in parts.items()) + "\n}\n")
