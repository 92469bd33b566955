"""Breaks each step of one of the demo's stories in turn: that step alone must be told as failed, and the demo must end with 1."""

import json
import subprocess
import sys


def main(program: str, dialect: str, story: str) -> None:
    with open(story, encoding="utf-8") as lines:
        steps = [json.loads(line)["step"] for line in lines]
    for step in steps:
        ending = subprocess.run(
            [program, "demo", "--dialect", dialect, "--once", "--json", "--break", step],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, timeout=120, check=False,
        )
        told = [json.loads(line) for line in ending.stdout.splitlines()]
        failed = [entry["step"] for entry in told if not entry["ok"]]
        is_noticed = ending.returncode == 1 and failed == [step]
        print("ok" if is_noticed else "FAIL", f"{dialect} {step} is noticed when it fails")
        if not is_noticed:
            print(f"ended with {ending.returncode}, failed: {failed}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3])
