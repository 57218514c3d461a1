#!/usr/bin/env python3
"""Writes bundles that are broken, hostile or huge, each in one way.

    make_broken.py OUT [NAME …]      writes OUT/NAME for each name, or for all of them
    make_broken.py --list            the names, with what is wrong

All start from the same healthy bundle: one thread, one turn, three model calls and two commands.
`--scale S` makes the huge ones smaller (0.01: a line of 2 MB, 100 threads, 10,000 problems).
Python 3.9 or later, standard library only.
"""

import argparse
import json
import os
import shutil
import sys
from pathlib import Path

from rollout_writer import Rollout, message
from scripted_agent import Agent

CASES = {}
CONTROL = "".join(map(chr, range(1, 32)))
HOSTILE = ("<b>bold</b><img src='file:///etc/passwd'><script>alert(1)</script> &amp; \u202eright to left\u202c \u05e2\u05d1\u05e8\u05d9\u05ea "
           "👩‍👩‍👧‍👦 e\u0301\u0301\u0301 \ufeff\u2028\u0000 " + CONTROL + " %s %1 " + "W" * 5000)


def case(function):
    """Registers a function that breaks a healthy bundle; its name and first line say how."""
    CASES[function.__name__] = function
    return function


# -- the healthy bundle ------------------------------------------------------------
def healthy(folder, text="Count the lines of main.py."):
    def life():
        agent.start_thread()
        agent.history.append(message("user", text))
        agent.begin_turn()
        yield from agent.infer(0.5, 2, agent.command(1.5, 2.5, "wc -l main.py", "42 main.py\n"), thought=text)
        yield from agent.infer(3, 4, agent.command(3.5, 5.5, "cat " + text[:40], text, code=1), thought="Now read it.")
        yield from agent.infer(6, 7, thought="Enough.", final="42 lines. " + text)
        agent.end_turn()
        agent.end_thread()
        rollout.event("rollout_ended", status="completed")

    rollout = Rollout(folder, 1_773_653_640_000, seed="broken")
    agent = Agent(rollout, "/root", "/home/ana/project", "gpt-5.2-codex", "You count lines.", [])
    rollout.event("rollout_started", trace_id=rollout.trace_id, root_thread_id=rollout.root_id)
    rollout.at(0.1, life())
    rollout.run()


def lines(folder):
    return (folder / "trace.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)


def write_lines(folder, changed):
    (folder / "trace.jsonl").write_text("".join(changed), encoding="utf-8", newline="\n")


def first(folder, event_type):
    """Index of the first line with an event of that type."""
    return next(i for i, line in enumerate(lines(folder)) if f'"type":"{event_type}"' in line)


def change(folder, event_type, edit):
    """Rewrites the first event of a type."""
    changed, index = lines(folder), first(folder, event_type)
    event = json.loads(changed[index])
    edit(event)
    changed[index] = json.dumps(event, ensure_ascii=False, separators=(",", ":")) + "\n"
    write_lines(folder, changed)


def request_of(folder):
    """The payload file of the second request."""
    found = [json.loads(line)["payload"] for line in lines(folder) if '"type":"inference_started"' in line]
    return folder / found[1]["request_payload"]["path"]


def point_request_at(folder, path):
    def edit(event):
        event["payload"]["request_payload"]["path"] = path
    change(folder, "inference_started", edit)


# -- manifest and log ----------------------------------------------------------------
@case
def no_manifest(folder, _):
    """there is no manifest.json: refused"""
    (folder / "manifest.json").unlink()


@case
def no_log(folder, _):
    """there is no trace.jsonl: refused"""
    (folder / "trace.jsonl").unlink()


@case
def manifest_not_json(folder, _):
    """manifest.json is cut: refused"""
    (folder / "manifest.json").write_text('{"schema_version": 1,')


@case
def manifest_field_missing(folder, _):
    """manifest.json has no trace_id: refused"""
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["trace_id"]
    (folder / "manifest.json").write_text(json.dumps(manifest))


@case
def empty_log(folder, _):
    """trace.jsonl is empty: an empty trace"""
    write_lines(folder, [])


@case
def blank_log(folder, _):
    """trace.jsonl holds blank lines only: an empty trace"""
    write_lines(folder, ["\n", "  \t\r\n", "\n"])


@case
def cut_last_line(folder, _):
    """the recorder died inside a line"""
    whole = "".join(lines(folder)[:-3])
    write_lines(folder, [whole[:-40]])


@case
def line_not_json(folder, _):
    """a line in the middle is no JSON"""
    changed = lines(folder)
    changed.insert(8, "Segmentation fault (core dumped)\n")
    write_lines(folder, changed)


@case
def unknown_event(folder, _):
    """an event that no recorder of today writes, twice"""
    changed = lines(folder)
    event = json.loads(changed[5])
    event["payload"] = dict(type="weather_observed", degrees=21)
    changed[6:6] = [json.dumps(event) + "\n"] * 2
    write_lines(folder, changed)


@case
def missing_fields(folder, _):
    """an event without a field that it needs"""
    change(folder, "tool_call_started", lambda event: event["payload"].pop("kind"))


@case
def unreadable_log(folder, _):
    """the log may not be read (root may)"""
    (folder / "trace.jsonl").chmod(0)


# -- payloads --------------------------------------------------------------------------
@case
def payload_missing(folder, _):
    """a request's payload file is gone"""
    request_of(folder).unlink()


@case
def payload_unreadable(folder, _):
    """a request's payload file may not be read (root may)"""
    request_of(folder).chmod(0)


@case
def payload_not_json(folder, _):
    """a request's payload is cut"""
    path = request_of(folder)
    path.write_bytes(path.read_bytes()[:-20])


@case
def payload_not_utf8(folder, _):
    """a request's payload has a byte that is no UTF-8"""
    path = request_of(folder)
    path.write_bytes(path.read_bytes().replace(b"main.py", b"m\xe4in.py"))


@case
def payload_deep(folder, _):
    """a request's payload is nested 130 levels deep"""
    request_of(folder).write_text('{"input":' + "[" * 129 + "]" * 129 + "}")


@case
def payload_huge(folder, scale):
    """a request's payload claims 2 GB (a sparse file)"""
    with open(request_of(folder), "r+b") as file:
        file.truncate(int(2_000_000_000 * scale))


# -- paths ---------------------------------------------------------------------------------
@case
def path_absolute(folder, _):
    """a payload path is absolute"""
    point_request_at(folder, "/etc/passwd")


@case
def path_dotdot(folder, _):
    """a payload path climbs out of the bundle"""
    point_request_at(folder, "payloads/../../../../../../etc/passwd")


@case
def path_link_to_file(folder, _):
    """a payload is a symbolic link to a file outside"""
    path = request_of(folder)
    path.unlink()
    path.symlink_to("/etc/passwd")


@case
def path_link_to_folder(folder, _):
    """the path of a payload goes through a symbolic link to a folder outside"""
    (folder / "payloads" / "elsewhere").symlink_to("/etc")
    point_request_at(folder, "payloads/elsewhere/passwd")


@case
def path_pipe(folder, _):
    """a payload is a pipe that nobody writes to"""
    path = request_of(folder)
    path.unlink()
    os.mkfifo(path)


@case
def path_device(folder, _):
    """a payload is a symbolic link to an endless device"""
    path = request_of(folder)
    path.unlink()
    path.symlink_to("/dev/zero")


@case
def path_folder(folder, _):
    """a payload is a folder"""
    path = request_of(folder)
    path.unlink()
    path.mkdir()


@case
def path_odd_names(folder, _):
    """payload paths with line breaks and no UTF-8 in them"""
    point_request_at(folder, "payloads/first\nsecond\u0000.json")
    log = folder / "trace.jsonl"
    log.write_bytes(log.read_bytes().replace(b'"payloads/2.json"', b'"payloads/\xff2.json"'))


# -- contents ------------------------------------------------------------------------------------
@case
def hostile_text(folder, _):
    """markup, control characters, emoji and right-to-left text in names and texts"""
    healthy(folder, HOSTILE)

    def rename(event):
        event["payload"]["agent_path"] = HOSTILE
        del event["payload"]["metadata_payload"]
    change(folder, "thread_started", rename)
    change(folder, "tool_call_started", lambda event: event["payload"]["summary"].update(label=HOSTILE))


@case
def long_line(folder, scale):
    """a line of 200 MB"""
    filler = "x" * int(200_000_000 * scale)
    change(folder, "tool_call_started", lambda event: event["payload"]["summary"].update(input_preview=filler))


@case
def many_threads(folder, scale):
    """10,000 threads with a turn each"""
    changed = lines(folder)
    template = json.loads(changed[0])
    root = template["rollout_id"]
    added = []
    for number in range(int(10_000 * scale)):
        thread, turn = f"{number:08d}-0000-7000-a000-000000000000", f"{number:08d}-0000-7000-a000-000000000001"
        for payload in (dict(type="thread_started", thread_id=thread, agent_path=f"/root/helper_{number}"),
                        dict(type="codex_turn_started", thread_id=thread, codex_turn_id=turn),
                        dict(type="codex_turn_ended", codex_turn_id=turn, status="completed"),
                        dict(type="thread_ended", thread_id=thread, status="completed")):
            added.append(dict(template, seq=0, thread_id=thread, codex_turn_id=None, rollout_id=root, payload=payload,
                              wall_time_unix_ms=template["wall_time_unix_ms"] + 100 + number + 50 * (len(added) % 4)))
    write_lines(folder, changed[:-1] + [json.dumps(event, separators=(",", ":")) + "\n" for event in added] + changed[-1:])


@case
def many_problems(folder, scale):
    """a million broken lines"""
    template = json.loads(lines(folder)[0])
    with open(folder / "trace.jsonl", "a", encoding="utf-8") as log:
        for number in range(int(1_000_000 * scale)):
            template["payload"] = dict(type="tool_call_ended", tool_call_id=f"nobody_{number}", status="failed")
            log.write(json.dumps(template, separators=(",", ":")) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", nargs="?", type=Path)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--scale", type=float, default=1)
    args = parser.parse_args()
    if args.list:
        for name, function in CASES.items():
            print(f"{name:24} {function.__doc__}")
        return
    unknown = set(args.names) - set(CASES)
    if not args.out or unknown:
        parser.error(f"no case {', '.join(sorted(unknown))}" if unknown else "OUT is missing")
    for name in args.names or CASES:
        folder = args.out / name
        if folder.exists():
            sys.exit(f"{folder} exists already")
        try:
            healthy(folder)
            CASES[name](folder, args.scale)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


if __name__ == "__main__":
    main()
