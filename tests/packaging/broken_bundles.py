#!/usr/bin/env python3
"""Bad input on the command line: every bundle of make_broken.py, at a tenth of its size at most.

    broken_bundles.py PROGRAM

What is no bundle is refused with exit code 1 and a message that names the file; everything else opens tolerantly, within
a time, names its problem, and is refused by strict reduction without leaving a state.json.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[1] / "tools"
SECONDS = 60  # a build with sanitizers on a busy machine; without them it is one or two

REFUSED = {"no_manifest": "manifest.json", "no_log": "trace.jsonl", "manifest_not_json": "manifest.json",
           "manifest_field_missing": "trace_id"}
HEALTHY = {"empty_log", "blank_log", "hostile_text", "long_line", "many_threads"}
UNREADABLE_BUT_BY_ROOT = {"unreadable_log", "payload_unreadable"}
# What the problem's text must hold, besides whatever else it says.
NAMED = {"line_not_json": "9", "unknown_event": "weather_observed", "path_absolute": "/etc/passwd", "path_dotdot": "..",
         "path_link_to_folder": "elsewhere/passwd"}


def run(program, *arguments):
    done = subprocess.run([program, *arguments], capture_output=True, stdin=subprocess.DEVNULL, timeout=SECONDS, check=False)
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


def failures_of(program, name, folder):
    code, out, err = run(program, "check", str(folder))
    strict, _, why = run(program, "reduce", str(folder))
    said = out + err
    if name in REFUSED:
        if code != 1 or strict != 1:
            yield f"must be refused with 1: check gave {code}, reduce {strict}"
        if REFUSED[name] not in err or REFUSED[name] not in why:
            yield f"the message does not name {REFUSED[name]}: {err!r} {why!r}"
    elif name in UNREADABLE_BUT_BY_ROOT and os.geteuid() == 0:
        if code != 0:
            yield f"root can read it, but check gave {code}: {err[-300:]!r}"
    elif name == "unreadable_log":
        if code != 1 or strict != 1:
            yield f"must be refused with 1: check gave {code}, reduce {strict}"
    else:
        if code != 0:
            yield f"check gave {code}: {err[-500:]!r}"
        if name in HEALTHY and strict != 0:
            yield f"strict reduction gave {strict}: {why[-300:]!r}"
        if name not in HEALTHY and strict != 1:
            yield f"strict reduction must refuse it, but gave {strict}"
        if NAMED.get(name, "") not in said:
            yield f"check does not name {NAMED[name]!r}: {said[-300:]!r}"
        if len(said) > 2_000_000:
            yield f"check printed {len(said):,} characters"
    if "root:x:0" in said + why:
        yield "a file outside the bundle was read"
    if strict != 0 and (folder / "state.json").exists():
        yield "a refused bundle has a state.json"


def main():
    program = sys.argv[1]
    failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch)
        subprocess.run([sys.executable, "-B", str(TOOLS / "make_broken.py"), str(out), "--scale", "0.02"], check=True)
        for folder in sorted(out.iterdir()):
            try:
                found = list(failures_of(program, folder.name, folder))
            except subprocess.TimeoutExpired:
                found = [f"not done after {SECONDS} s"]
            for text in found:
                print(f"{folder.name}: {text}")
            failed += bool(found)
            print(f"{folder.name}: {'FAILED' if found else 'ok'}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
