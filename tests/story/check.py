"""Reads what `cargo demo --dialect DIALECT --once --json` prints: one result per step, "ok DIALECT NAME" or "FAIL DIALECT NAME"."""

import json
import sys

REQUIRED = {
    "native": [
        "enroll",
        "login_approved",
        "wrong_number",
        "denied",
        "replay_refused",
        "expired",
        "found_by_polling",
    ],
    "guardian": [
        "enroll",
        "login_approved",
        "denied",
        "consent_shown",
        "too_much_to_show",
        "replay_refused",
        "reply_lost",
        "expired",
        "second_tenant",
        "one_time_code",
        "restart",
        "removed",
    ],
    "wso2": [
        "enroll",
        "login_approved",
        "wrong_number",
        "denied",
        "resent",
        "second_phone",
        "forged_push",
        "replay_refused",
        "reply_lost",
        "organization",
        "restart",
        "locked",
        "removed",
    ],
}


def main(dialect: str, path: str) -> None:
    told = set()
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            step = read(line)
            if step is None:
                print(f"FAIL line {number} of the {dialect} story is a step: {line.rstrip()}")
                continue
            told.add(step["step"])
            if not step["ok"]:
                print(step["detail"])
            print("ok" if step["ok"] else "FAIL", dialect, step["step"])
    for name in REQUIRED[dialect]:
        if name not in told:
            print(f"FAIL {dialect} {name}: the story does not tell it")


def read(line: str) -> dict | None:
    try:
        step = json.loads(line)
    except ValueError:
        return None
    kinds = {"step": str, "ok": bool, "detail": str}
    is_step = isinstance(step, dict) and all(isinstance(step.get(name), kind) for name, kind in kinds.items())
    return step if is_step else None


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
