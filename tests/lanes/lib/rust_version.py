"""Checks that the manifests, README.md and every dependency agree on the oldest Rust that works."""

import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).parents[3]


def version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))[:2]


def main() -> int:
    metadata = json.loads(
        subprocess.run(
            ["cargo", "metadata", "--format-version=1", "--locked", "--all-features"],
            cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
        ).stdout
    )
    members = set(metadata["workspace_members"])
    stated = {p["rust_version"] for p in metadata["packages"] if p["id"] in members}
    problems = []
    if len(stated) != 1 or None in stated:
        return complain([f"the workspace's manifests state {sorted(map(str, stated))}"])
    (minimum,) = stated

    readme = ROOT / "README.md"
    named = set(re.findall(r"Rust (1\.\d+)", readme.read_text())) if readme.exists() else set()
    if named != {minimum}:
        problems.append(f"README.md names Rust {sorted(named)}, the manifests {minimum}")
    for package in metadata["packages"]:
        if package["rust_version"] and version(package["rust_version"]) > version(minimum):
            problems.append(f"{package['name']} {package['version']} needs Rust {package['rust_version']}")
    return complain(problems)


def complain(problems: list[str]) -> int:
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
