"""Writes the public surface of the Swift package, from the symbol graph of its compiler: everything that an app could depend on."""

import json
import pathlib
import sys
from collections.abc import Iterator

# Members that conformances bring, alike in every type that has them.
CONFORMANCES = {"Equatable", "Hashable", "CustomReflectable", "CustomStringConvertible", "Error"}


def surface(graph: dict) -> Iterator[str]:
    symbols = {symbol["identifier"]["precise"]: symbol for symbol in graph["symbols"]}
    conforms: dict[str, list[str]] = {}
    implied = set()
    for relation in graph["relationships"]:
        if relation["kind"] == "conformsTo":
            name = relation.get("targetFallback") or symbols[relation["target"]]["names"]["title"]
            conforms.setdefault(relation["source"], []).append(name.removeprefix("Swift."))
        origin = relation.get("sourceOrigin", {}).get("displayName", "")
        if origin.partition(".")[0] in CONFORMANCES:
            implied.add(relation["source"])
    for precise, symbol in sorted(symbols.items(), key=lambda item: (item[1]["pathComponents"], declaration(item[1]))):
        if precise in implied:
            continue
        assert symbol["accessLevel"] in ("public", "open"), symbol
        names = sorted(set(conforms.get(precise, [])))
        bases = f": {', '.join(names)}" if names else ""
        yield "    " * (len(symbol["pathComponents"]) - 1) + declaration(symbol) + bases


def declaration(symbol: dict) -> str:
    return " ".join("".join(fragment["spelling"] for fragment in symbol["declarationFragments"]).split())


def main(scratch: str, listing: str) -> None:
    (graph,) = pathlib.Path(scratch).glob("*/symbolgraph/Countersign.symbols.json")
    lines = surface(json.loads(graph.read_text(encoding="utf-8")))
    pathlib.Path(listing).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
