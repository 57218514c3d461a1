#!/usr/bin/env python3
"""Compare Rolloutscope with reading the same bytes.

    tests/benchmarks/speed.py BUNDLE... [--runs N] [--program FILE] [--growth A B]...

For every bundle: `cat` of its files and `rolloutscope check` in turn, as whole processes with the page cache warm, the
medians of N runs, and their ratio; what `rolloutscope --version` takes is taken off. Then the peak memory of `check`
and the speed at which `reduce` writes state.json. --growth A B says how the time grew from bundle A to bundle B
against their bytes and events. Machines are noisy: the ratios count, not the seconds.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(command, **options):
    """Seconds of a whole process, and its peak memory in MB."""
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, **options)
    _, status, usage = os.wait4(process.pid, 0)
    elapsed = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command[0]} {command[-1]}: exit code {process.returncode}")
    return elapsed, usage.ru_maxrss / 1024


class Bundle:
    def __init__(self, path):
        self.path = Path(path)
        self.files = sorted(str(file) for file in self.path.rglob("*") if file.is_file() and file.name != "state.json")
        self.bytes = sum(os.path.getsize(file) for file in self.files)
        with open(self.path / "trace.jsonl", "rb") as log:
            self.events = sum(chunk.count(b"\n") for chunk in iter(lambda: log.read(1 << 20), b""))

    def cat(self, names):
        with open(names, "rb") as listed:
            return run(["xargs", "-0", "cat"], stdin=listed)[0]


def measure(bundle, program, runs):
    with tempfile.NamedTemporaryFile() as names:
        names.write(b"\0".join(os.fsencode(file) for file in bundle.files))
        names.flush()
        bundle.cat(names.name)  # warms the cache
        cats, checks, starts, memory = [], [], [], []
        for _ in range(runs):
            cats.append(bundle.cat(names.name))
            seconds, peak = run([program, "check", str(bundle.path)])
            checks.append(seconds)
            memory.append(peak)
            starts.append(run([program, "--version"])[0])
        bundle.cat_s = statistics.median(cats)
        bundle.check_s = max(statistics.median(checks) - statistics.median(starts), 1e-4)
        bundle.memory = statistics.median(memory)
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state.json"
        reduces = [run([program, "reduce", str(bundle.path), "--tolerant", "-o", str(state)])[0] for _ in range(runs)]
        bundle.state = state.stat().st_size
        bundle.write_s = max(statistics.median(reduces) - statistics.median(starts) - bundle.check_s, 1e-4)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundles", nargs="*")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--program", default=str(ROOT / "build/release/bin/rolloutscope"))
    parser.add_argument("--growth", nargs=2, action="append", default=[], metavar=("A", "B"))
    arguments = parser.parse_args()
    if not arguments.bundles and not arguments.growth:
        parser.error("no bundle is named")
    if not os.access(arguments.program, os.X_OK):
        parser.error(f"{arguments.program} is not there: build the release preset first")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    measured = {}

    def get(path):
        if path not in measured:
            measured[path] = Bundle(path)
            measure(measured[path], arguments.program, arguments.runs)
        return measured[path]

    print("| bundle | bytes | files | events | `cat` | `check` | ratio | peak memory | state.json written at |")
    print("|---|---|---|---|---|---|---|---|---|")
    for path in arguments.bundles:
        b = get(path)
        print(f"| {b.path.name} | {b.bytes / 1e6:.0f} MB | {len(b.files):,} | {b.events:,} | {b.cat_s:.2f} s "
              f"| {b.check_s:.2f} s | {b.check_s / b.cat_s:.1f} | {b.memory:.0f} MB "
              f"| {b.state / b.write_s / 1e6:.0f} MB/s |", flush=True)
    for a, b in arguments.growth:
        first, second = get(a), get(b)
        print(f"\n{second.path.name} against {first.path.name}: time × {second.check_s / first.check_s:.2f}, "
              f"bytes × {second.bytes / first.bytes:.2f}, events × {second.events / first.events:.2f}")


if __name__ == "__main__":
    main()
