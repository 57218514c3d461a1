#!/usr/bin/env python3
"""Bundles turned into schema 2 reduce strictly, to the same rollout.

    schema_two.py PROGRAM BUNDLE…
"""

import json
import os
import subprocess
import sys
import tempfile

TOOLS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools")
SAME = ("threads", "codex_turns", "inference_calls", "tool_calls", "code_cells", "terminal_operations", "compactions")


def state(program, bundle):
    run = subprocess.run([program, "reduce", bundle, "-o", "-"], capture_output=True, check=False)
    if run.returncode != 0:
        sys.exit(f"{bundle}: {run.stderr.decode()}")
    return json.loads(run.stdout)


def main():
    program, bundles = sys.argv[1], sys.argv[2:]
    for bundle in bundles:
        with tempfile.TemporaryDirectory() as folder:
            second = os.path.join(folder, "bundle")
            subprocess.run([sys.executable, "-B", os.path.join(TOOLS, "to_schema2.py"), bundle, second], check=True)
            before, after = state(program, bundle), state(program, second)
        if after["schema_version"] != 2:
            sys.exit(f"{bundle}: the state is not of schema 2")
        for table in SAME:
            if sorted(before[table]) != sorted(after[table]):
                sys.exit(f"{bundle}: {table} differ between the schemas")
        if before["ended_at_unix_ms"] is not None and not after["recording_complete"]:
            sys.exit(f"{bundle}: the recording is not complete")
        if not any("accepted_seq" in item for item in after["conversation_items"].values()):
            sys.exit(f"{bundle}: no item was accepted")
    print(f"{len(bundles)} bundles reduce to the same rollout in both schemas")


if __name__ == "__main__":
    main()
