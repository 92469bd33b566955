"""Writes the public surface of the Python package: everything that an app could depend on."""

import dataclasses
import enum
import inspect
import sys
from collections.abc import Iterator

import countersign


def surface() -> Iterator[str]:
    for name in sorted(countersign.__all__):
        yield from described(name, getattr(countersign, name))


def described(name: str, thing: object) -> Iterator[str]:
    if inspect.isfunction(thing):
        yield callable_line(name, thing)
    elif not inspect.isclass(thing):
        yield f"{name} = {thing}"
    else:
        bases = ", ".join(base.__name__ for base in thing.__bases__ if base is not object)
        yield f"class {name}({bases})" if bases else f"class {name}"
        for line in members(thing):
            yield f"    {line}"


def members(thing: type) -> Iterator[str]:
    if issubclass(thing, enum.Enum):
        yield from (member.name for member in thing)
        return
    if dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            if not field.name.startswith("_"):
                has_default = field.default is not dataclasses.MISSING
                yield f"{field.name}: {field.type}" + (f" = {field.default}" if has_default else "")
    else:
        yield from (f"{name}: {kind}" for name, kind in vars(thing).get("__annotations__", {}).items())
    for name, member in sorted(vars(thing).items()):
        method = member.__func__ if isinstance(member, classmethod) else member
        is_shown = not name.startswith("_") or (name == "__init__" and issubclass(thing, Exception))
        if inspect.isfunction(method) and is_shown:
            yield ("classmethod " if isinstance(member, classmethod) else "") + callable_line(name, method)


def callable_line(name: str, function: object) -> str:
    kind = "async " if inspect.iscoroutinefunction(function) else ""
    return f"{kind}{name}{inspect.signature(function)}"


if __name__ == "__main__":
    with open(sys.argv[1], "w", encoding="utf-8") as listing:
        listing.writelines(f"{line}\n" for line in surface())
