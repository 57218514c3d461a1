"""The files of a trace bundle, written as a recorder writes them, and the clock by which processes take turns.

A process is a generator that yields the second at which it goes on, so that threads, model calls, tools and messages
interleave as in a recording. Nothing is random: the same script always gives the same bytes.
Python 3.9 or later, standard library only.
"""

import hashlib
import heapq
import json
import shutil
from pathlib import Path

class Rollout:
    """The bundle, its clock, and what is still to happen."""

    def __init__(self, folder, started_ms, seed):
        self.folder = Path(folder)
        shutil.rmtree(self.folder / "payloads", ignore_errors=True)
        (self.folder / "payloads").mkdir(parents=True)
        self.started_ms, self.now_ms, self.seed = started_ms, started_ms, seed
        self.seq = self.payloads = self.issued = self.scheduled = 0
        self.queue, self.lines = [], []
        self.trace_id, self.root_id = self.uuid(), self.uuid()

    # -- ids -----------------------------------------------------------------
    def digest(self):
        self.issued += 1
        return hashlib.sha256(f"{self.seed}:{self.issued}".encode()).hexdigest()

    def uuid(self):
        h = self.digest()
        return f"{h[:8]}-{h[8:12]}-7{h[13:16]}-a{h[17:20]}-{h[20:32]}"

    def name(self, prefix, length=16):
        return f"{prefix}_{self.digest()[:length]}"

    def sealed(self, length=48):
        """Stands for content that only the model's provider can read."""
        return "gAAAAAB" + (self.digest() + self.digest())[:length]

    # -- time ----------------------------------------------------------------
    @property
    def now(self):
        return (self.now_ms - self.started_ms) / 1000

    def at(self, second, process):
        self.scheduled += 1
        heapq.heappush(self.queue, (round(second * 1000), self.scheduled, process))

    def run(self):
        while self.queue:
            due, _, process = heapq.heappop(self.queue)
            self.now_ms = self.started_ms + due
            try:
                again = next(process)
            except StopIteration:
                continue
            if round(again * 1000) < due:
                raise ValueError(f"the script goes back from {due / 1000} s to {again} s")
            self.at(again, process)
        self.write("manifest.json", json.dumps(dict(
            schema_version=1, trace_id=self.trace_id, rollout_id=self.root_id, root_thread_id=self.root_id,
            started_at_unix_ms=self.started_ms, raw_event_log="trace.jsonl", payloads_dir="payloads"), indent=2))
        self.write("trace.jsonl", "".join(line + "\n" for line in self.lines))

    # -- files ---------------------------------------------------------------
    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8", newline="\n")

    def payload(self, kind, value):
        self.payloads += 1
        path = f"payloads/{self.payloads}.json"
        self.write(path, json.dumps(value, indent=2, ensure_ascii=False))
        return dict(raw_payload_id=f"raw_payload:{self.payloads}", kind=dict(type=kind), path=path)

    def event(self, event_type, thread=None, turn=None, /, **fields):
        self.seq += 1
        self.lines.append(json.dumps(
            dict(schema_version=1, seq=self.seq, wall_time_unix_ms=self.now_ms, rollout_id=self.root_id,
                 thread_id=thread, codex_turn_id=turn, payload=dict(type=event_type, **fields)),
            ensure_ascii=False, separators=(",", ":")))

    def protocol(self, event_type, /, **fields):
        fields = dict(dict(type=event_type), **fields)
        self.event("protocol_event_observed", event_type=event_type, event_payload=self.payload("protocol_event", fields))


# -- model items -------------------------------------------------------------------
def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def message(role, text, phase=None):
    item = dict(type="message", role=role,
                content=[dict(type="output_text" if role == "assistant" else "input_text", text=text)])
    return dict(item, phase=phase) if phase else item


def reasoning(rollout, thought):
    return dict(type="reasoning", summary=[dict(type="summary_text", text=thought)], content=None, encrypted_content=rollout.sealed())


def mail(author, recipient, text, trigger):
    """How an agent sees what another one sends: the parties and the text, as JSON in a message."""
    return message("assistant", compact(dict(author=author.path, recipient=recipient.path, other_recipients=[],
                                             content=text, trigger_turn=trigger)), "commentary")
