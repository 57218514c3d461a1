#!/usr/bin/env python3
"""Compare the search of all payloads with `rg` over the same files.

    tests/benchmarks/search_against_rg.py BUNDLE... [--runs N] [--benchmark FILE] [--threads N]

For every bundle: core_benchmark's search for a word that is nowhere, and `rg` for the same word in the payload files,
in turn with the page cache warm; the medians of N runs and their ratio. `rg` is a whole process and starts up in a few
ms; the benchmark searches in one that runs already, all items as well as all payloads. A search is to stay within twice
the time of `rg`. Machines are noisy: the ratios count, not the times.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORD = "Zebrafish"  # as in core_benchmark.cpp


def rg(bundle, threads):
    """Milliseconds. Case does not matter, as in the benchmark; hidden or ignored files are files like all others."""
    command = ["rg", "--threads", str(threads), "--ignore-case", "-uuu", "--text", "--count", WORD]
    started = time.monotonic()
    done = subprocess.run([*command, str(bundle / "payloads")], stdout=subprocess.DEVNULL, check=False)
    if done.returncode > 1:  # 1: nothing was found
        sys.exit(f"rg: exit code {done.returncode}")
    return (time.monotonic() - started) * 1000


def search(bundle, benchmark):
    """Milliseconds of one search."""
    done = subprocess.run(
        [benchmark, "--benchmark_filter=searchEverything/words$", "--benchmark_format=json"],
        env={**os.environ, "ROLLOUTSCOPE_BENCHMARK_BUNDLE": str(bundle)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    [measured] = json.loads(done.stdout)["benchmarks"]
    assert measured["time_unit"] == "ms"
    return measured["real_time"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundles", nargs="+", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--benchmark", default=str(ROOT / "build/release/bin/core_benchmark"))
    parser.add_argument("--threads", type=int, default=min(os.cpu_count() or 1, 4), help="of rg; the search takes as many")
    arguments = parser.parse_args()
    if shutil.which("rg") is None:
        sys.exit("rg is not installed: ripgrep is its package")
    print(f"{'bundle':<32}{'payloads':>10}{'rg':>10}{'search':>10}{'ratio':>8}")
    for bundle in arguments.bundles:
        size = sum(file.stat().st_size for file in (bundle / "payloads").rglob("*") if file.is_file())
        rg(bundle, arguments.threads)  # warms the cache
        pairs = [(rg(bundle, arguments.threads), search(bundle, arguments.benchmark)) for _ in range(arguments.runs)]
        theirs = statistics.median(first for first, _ in pairs)
        ours = statistics.median(second for _, second in pairs)
        ratio = statistics.median(second / first for first, second in pairs)
        print(f"{bundle.name:<32}{size / 1e6:>7.1f} MB{theirs:>7.0f} ms{ours:>7.0f} ms{ratio:>8.2f}")


if __name__ == "__main__":
    main()
