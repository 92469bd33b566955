"""Prints what Surefire recorded as result lines: "ok NAME", "FAIL NAME" or "skip NAME: REASON"."""

import pathlib
import sys
import xml.etree.ElementTree as xml


def main(reports: pathlib.Path) -> int:
    failed = False
    for report in sorted(reports.glob("TEST-*.xml")):
        for case in xml.parse(report).getroot().iter("testcase"):
            name = f"{case.get('classname', '').rpartition('.')[2]}::{case.get('name')}"
            problem = next((node for node in case if node.tag in ("failure", "error")), None)
            skipped = case.find("skipped")
            if problem is not None:
                failed = True
                print(problem.text or problem.get("message", ""))
                print(f"FAIL {name}")
            elif skipped is not None:
                print(f"skip {name}: {skipped.get('message') or 'no reason given'}")
            else:
                print(f"ok {name}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
