#!/usr/bin/env python3
"""Compare Rolloutscope with the recorder's own reducer: the same bytes, and how much faster.

    tests/benchmarks/compare_with_codex.py BUNDLE... [--codex PROGRAM] [--program FILE]

Without --codex, `@openai/codex@0.134.0` is installed from npm into a folder that is deleted afterwards. Each bundle is
reduced once by `codex debug trace-reduce` (it can take a minute) and by `rolloutscope reduce`, strictly; the states
must be the same bytes.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VERSION = "0.134.0"


def install(folder):
    try:
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--prefix", folder, f"@openai/codex@{VERSION}"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        sys.exit(f"@openai/codex@{VERSION} could not be installed from npm; name a program with --codex")
    return str(Path(folder) / "node_modules/.bin/codex")


def timed(command):
    started = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    return time.monotonic() - started, done.returncode, done.stderr.strip().splitlines()[-1:] or [""]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundles", nargs="+")
    parser.add_argument("--codex")
    parser.add_argument("--program", default=str(ROOT / "build/release/bin/rolloutscope"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        codex = arguments.codex or install(folder)
        print(f"| bundle | codex {VERSION} | rolloutscope | times faster | state.json |")
        print("|---|---|---|---|---|")
        different = 0
        for path in arguments.bundles:
            theirs, ours = Path(folder) / "theirs.json", Path(folder) / "ours.json"
            codex_s, codex_code, codex_says = timed([codex, "debug", "trace-reduce", path, "--output", str(theirs)])
            own_s, own_code, own_says = timed([arguments.program, "reduce", path, "-o", str(ours)])
            if codex_code != 0 or own_code != 0:
                same = "none: " + ("both" if codex_code and own_code else "codex" if codex_code else "rolloutscope") + " gave up"
                different += bool(codex_code) != bool(own_code)
                print(f"{Path(path).name}: {codex_says[0]} / {own_says[0]}", file=sys.stderr)
            elif theirs.read_bytes() == ours.read_bytes():
                same = "same bytes"
            else:
                same = "DIFFERENT"
                different += 1
            print(f"| {Path(path).name} | {codex_s:.2f} s | {own_s:.2f} s | {codex_s / own_s:.0f} | {same} |", flush=True)
            for state in (theirs, ours):
                if state.exists():
                    os.unlink(state)
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
