"""Prints what test runs left as xunit files as result lines: "ok NAME", "FAIL NAME" or "skip NAME: REASON"."""

import sys
import xml.etree.ElementTree as ElementTree


def main(paths: list[str]) -> None:
    for path in paths:
        for case in ElementTree.parse(path).iter("testcase"):
            name = f"{case.get('classname').rpartition('.')[2]}.{case.get('name').removesuffix('()')}"
            problems = [*case.findall("failure"), *case.findall("error")]
            skipped = case.find("skipped")
            if problems:
                print("\n".join(problem.text or problem.get("message") or "" for problem in problems))
                print(f"FAIL {name}")
            elif skipped is not None:
                print(f"skip {name}: {skipped.get('message') or 'no reason given'}")
            else:
                print(f"ok {name}")


if __name__ == "__main__":
    main(sys.argv[1:])
