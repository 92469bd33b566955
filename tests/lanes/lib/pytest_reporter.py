"""Prints what pytest reports as result lines: "ok NAME", "FAIL NAME" or "skip NAME: REASON"."""

import pytest


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.failed:
        print(report.longreprtext)
        print(f"FAIL {report.nodeid}", flush=True)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    name = report.nodeid.rpartition("/")[2]
    if report.failed:
        print(report.longreprtext)
        print(f"FAIL {name}" + ("" if report.when == "call" else f" ({report.when})"), flush=True)
    elif report.skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else "expected to fail"
        print(f"skip {name}: {reason}", flush=True)
    elif report.when == "call":
        print(f"ok {name}", flush=True)
