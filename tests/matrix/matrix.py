"""Whether our figures equal those that Node.js processes tell of themselves, over many builds.

   matrix.py [--full] [VERSION...]

Runs the builds of builds.txt that are there and marked `short`, with small heaps. --full fetches and
runs all of them, with large heaps, and writes RESULTS.md. With versions only those are run.
"""

import argparse
import pathlib
import sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "live"))

import bounds
import builds
import checks
import harness
import results


def parse_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", action="store_true")
    parser.add_argument("versions", nargs="*", metavar="VERSION")
    return parser.parse_args()


def run_builds(names, form, fetch):
    """Runs the builds one after another; returns their runs and {build: why it was not run}."""
    runs, absent = [], {}
    print("\n".join(results.header()))
    with harness.Exporter() as exporter:
        for name in names:
            reason = builds.fetch(name) if fetch else None
            command = builds.command(name)
            if reason or not command:
                absent[name] = reason or "it was not fetched"
                continue
            runs.append(checks.run_build(name, command, exporter, form))
            print(results.row(runs[-1]), flush=True)
    return runs, absent


def is_whole(runs, absent):
    """Whether all builds were run but Debian's, which is to be had on Debian 12 only."""
    return runs and absent.keys() <= {builds.DEBIAN}


def report(runs, absent):
    """Prints what was found; returns the exit code."""
    failures = [failure for run in runs for failure in bounds.breaches(run)]
    failures += bounds.shortfalls(runs)
    for line in results.deviations(runs):
        print(f"not exact: {line}")
    for line in failures:
        print(f"failed: {line}")
    for name, reason in absent.items():
        print(f"skipped: {name}: {reason}")
    if failures:
        return 1
    return 0 if is_whole(runs, absent) else harness.SKIPPED


def main():
    arguments = parse_arguments()
    names = arguments.versions or builds.listed(only_short=not arguments.full)
    form = checks.FULL if arguments.full else checks.SHORT
    runs, absent = run_builds(names, form, fetch=arguments.full)
    if arguments.full and not arguments.versions and is_whole(runs, absent):
        (HERE / "RESULTS.md").write_text(results.document(runs, absent))
    sys.exit(report(runs, absent))


if __name__ == "__main__":
    main()
