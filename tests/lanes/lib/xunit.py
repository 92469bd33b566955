"""Prints what a test run left as xunit file as result lines: "ok NAME", "FAIL NAME" or "skip NAME: REASON"."""

import sys
import xml.etree.ElementTree as ElementTree


def main(path: str) -> None:
    for case in ElementTree.parse(path).iter("testcase"):
        name = f"{case.get('classname').rpartition('.')[2]}.{case.get('name').removesuffix('()')}"
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            print(f"FAIL {name}")
        elif skipped is not None:
            print(f"skip {name}: {skipped.get('message') or 'no reason given'}")
        else:
            print(f"ok {name}")


if __name__ == "__main__":
    main(sys.argv[1])
