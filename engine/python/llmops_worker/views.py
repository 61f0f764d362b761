"""Pictures of objects for templates, which the engine renders without Python."""

import json
import types
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any, Dict, List, Optional, Tuple

_ATOMS = (str, int, float, bool, type(None))
_DATA = (*_ATOMS, list, dict, tuple)
_GIVING = (
    *_DATA,
    property,
    cached_property,
    types.DynamicClassAttribute,
    types.GetSetDescriptorType,
    types.MemberDescriptorType,
)
_DEEPEST = 8
# A loop over more items than this is no prompt.
_MOST_ITEMS = 100_000
_HEAP_TYPE = 1 << 9
# Their attributes take long to compute, and few are plain data.
_TABLES = ("numpy", "pandas", "torch", "tensorflow")


def view(value: Any, depth: int = 0) -> List[Any]:
    """A picture of a value, as nested `[kind, …]` lists."""
    if type(value) in _ATOMS:
        return ["plain", json.dumps(value)]
    atom = _atom_like(value)
    if atom is not None and str(atom) == str(value) and (depth == 0 or repr(atom) == repr(value)):
        return ["plain", json.dumps(atom)]
    if depth < _DEEPEST:
        if isinstance(value, tuple) and hasattr(value, "_fields"):
            fields = [[name, view(item, depth + 1)] for name, item in zip(value._fields, value)]
            return ["namedtuple", type(value).__name__, fields]
        if isinstance(value, tuple):
            return ["tuple", [view(item, depth + 1) for item in value]]
        if isinstance(value, (list, set)) and type(value).__repr__ in (list.__repr__, set.__repr__):
            return ["set" if isinstance(value, set) else "list", [view(item, depth + 1) for item in value]]
        if isinstance(value, dict) and all(type(key) in _ATOMS for key in value):
            shown = None if type(value).__repr__ is dict.__repr__ else repr(value)
            return ["dict", [[json.dumps(key), view(item, depth + 1)] for key, item in value.items()], shown]
    return ["object", _object(value, atom, depth)]


# What Jinja2's sandbox shows of no object: they lead to the code and the modules behind it.
_INTERNAL = frozenset(("mro", "gi_frame", "gi_code", "cr_frame", "cr_code", "ag_frame", "ag_code", "tb_frame", "tb_next"))


def look(value: Any, step: Dict[str, Any]) -> Tuple[bool, Any]:
    """Whether a value has an attribute or item, and that: an attribute's name may be the key of an item, too."""
    key = step["name"] if step["kind"] == "attribute" else step["key"]
    if step["kind"] == "attribute":
        if not _is_public(key):
            return False, None
        try:
            return True, getattr(value, key)
        except AttributeError:
            pass
    try:
        return True, value[key]
    except (TypeError, LookupError, AttributeError):
        return False, None


def is_method(value: Any) -> bool:
    """Whether a template would call a value rather than show it."""
    return callable(value) and type(value).__module__ in ("builtins", "functools", "types")


def _object(value: Any, atom: Any, depth: int) -> Dict[str, Any]:
    is_deep = depth >= _DEEPEST
    items = None if is_deep else _items(value)
    return {
        "type": _name_of(type(value)),
        "str": str(value),
        "repr": repr(value),
        "truthy": _is_true(value),
        "attributes": [] if is_deep else [[name, view(item, depth + 1)] for name, item in _attributes(value).items()],
        "items": None if items is None else [view(item, depth + 1) for item in items],
        "hasPlaces": hasattr(type(value), "__getitem__") and not isinstance(value, Mapping) and not hasattr(value, "columns"),
        "isIterator": isinstance(value, Iterator),
        "text": atom if isinstance(atom, str) else None,
    }


def _items(value: Any) -> Optional[List[Any]]:
    """What a loop over a value gives. An iterator is spent by this, as by the loop of a template."""
    if not isinstance(value, Iterable):
        return None
    if isinstance(value, Iterator):
        return list(value)
    try:
        return list(value) if not hasattr(value, "__len__") or len(value) <= _MOST_ITEMS else None
    except Exception:  # noqa: BLE001 - an array without dimensions, or code of the flow
        return None


def _attributes(value: Any) -> Dict[str, Any]:
    """Its own public attributes, and those of its class, such as properties, that are data."""
    found = {name: item for name, item in getattr(value, "__dict__", {}).items() if not name.startswith("_")}
    if type(value).__module__.partition(".")[0] in _TABLES:
        return found
    for name in _data_of(type(value)):
        if name in found:
            continue
        try:
            item = getattr(value, name)
        except Exception:  # noqa: BLE001 - a property's own code, or a slot without a value
            continue
        # What a property makes of other objects, as the parent of a path, may go on for ever.
        if type(item) in _DATA or name in getattr(type(value), "__slots__", ()):
            found[name] = item
    return found


@lru_cache(maxsize=1000)
def _data_of(kind: type) -> Tuple[str, ...]:
    """Public names of a class that are values or give some. To look at other names may have effects."""
    entries = [entry for owner in kind.__mro__ for entry in vars(owner).items()]
    return tuple(dict.fromkeys(name for name, item in entries if _is_public(name) and isinstance(item, _GIVING)))


def _is_public(name: str) -> bool:
    return not name.startswith("_") and name not in _INTERNAL


def _is_true(value: Any) -> bool:
    try:
        return bool(value)
    except Exception:  # noqa: BLE001 - an array of more than one item is neither
        return True


def _atom_like(value: Any) -> Any:
    """The plain text or number that a value is a kind of: of a subclass, or numpy's."""
    for kind in (str, int, float):
        if isinstance(value, kind):
            return kind.__str__(value) if kind is str else kind(value)
    item = getattr(value, "item", None) if type(value).__module__ == "numpy" and not getattr(value, "shape", 0) else None
    atom = item() if callable(item) else None
    return atom if type(atom) in _ATOMS else None


def _name_of(kind: type) -> str:
    """As Python's own messages name a class: those of its C modules have their module before them."""
    is_of_module = kind.__module__ != "builtins" and not kind.__flags__ & _HEAP_TYPE
    return f"{kind.__module__}.{kind.__name__}" if is_of_module else kind.__name__
