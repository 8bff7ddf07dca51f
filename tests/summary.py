"""Sums up ctest runs:  summary.py NAME=JUNIT-FILE...

Lists what failed and what was skipped and why, and ends with the line
`N passed, N failed, N skipped`. A run without results or without tests counts as one failure.
"""

import os
import sys
import xml.etree.ElementTree


def reason_for_skipping(case):
    output = case.findtext("system-out") or ""
    reasons = [line.removeprefix("skipped: ") for line in output.splitlines()
               if line.startswith("skipped: ")]
    return ", ".join(dict.fromkeys(reasons)) or case.get("status")


def outcome(case):
    """(kind, remark) of one test."""
    if case.find("failure") is not None or case.get("status") == "fail":
        return "failed", ""
    if case.find("skipped") is not None or case.get("status") != "run":
        return "skipped", reason_for_skipping(case)
    return "passed", ""


def outcomes(suite, file):
    """Yields (kind, test, remark) for every test of one ctest run."""
    cases = list(xml.etree.ElementTree.parse(file).iter("testcase")) if os.path.exists(file) else []
    if not cases:
        yield "failed", suite, "did not build, or ran no test"
    for case in cases:
        kind, remark = outcome(case)
        yield kind, f"{suite}/{case.get('name')}", remark


def main():
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for argument in sys.argv[1:]:
        for kind, test, remark in outcomes(*argument.split("=", 1)):
            counts[kind] += 1
            if kind != "passed":
                print(f"{kind}: {test}" + (f" ({remark})" if remark else ""))
    print(", ".join(f"{count} {kind}" for kind, count in counts.items()))
    sys.exit(1 if counts["failed"] else 0)


if __name__ == "__main__":
    main()
