#!/usr/bin/env python3
"""Turn a bundle of schema 1 into one of schema 2, as today's recorders write it.

    to_schema2.py BUNDLE OUT_DIR

Made for scale tests: the makers of large bundles write schema 1. What becomes different:

- every model item has an `id`, the same wherever the item is sent again;
- an item is accepted into its thread's history before the request that first has it, or when its response streams;
- a runtime start names the tool's kind, the end of a command has `aggregated_output` alone;
- `request_input_mode` is gone, and the log ends with `recording_completed`.

The result reduces strictly wherever the source does. Python 3.9+, standard library only.
"""

import argparse
import collections
import hashlib
import json
import os
import shutil

REQUEST, RESPONSE = "inference_request", "inference_response"
CHECKPOINT, RUNTIME = "compaction_checkpoint", "tool_runtime_event"
PREFIXES = {
    "message": "msg", "reasoning": "rs", "function_call": "fc", "function_call_output": "fco",
    "custom_tool_call": "ctc", "custom_tool_call_output": "ctco", "agent_message": "amsg", "compaction": "cmp",
}


class Thread:
    """Which ids the items of one thread have, and which of them its history took."""

    def __init__(self, thread_id):
        self.thread_id = thread_id
        self.accepted = set()
        self.seen = []  # content keys of what the model saw last: the prompt and the answers since

    def name(self, keys_before, item):
        """An item's id follows from its content and from how many of the same stand before it."""
        key = hashlib.sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()
        occurrence = keys_before[key]
        keys_before[key] += 1
        digest = hashlib.sha256(f"{self.thread_id}:{key}:{occurrence}".encode()).hexdigest()[:32]
        item["id"] = f"{PREFIXES.get(item.get('type'), 'item')}_{digest}"
        return key


class Converter:
    def __init__(self, source, out):
        self.source, self.out = source, out
        self.threads = {}
        self.thread_of_call = {}
        self.snapshot_of_response = {}
        self.kinds = {}
        self.seq = 0

    def thread(self, thread_id):
        return self.threads.setdefault(thread_id, Thread(thread_id))

    def read(self, ref):
        with open(os.path.join(self.source, ref["path"]), encoding="utf-8") as file:
            return json.load(file)

    def write(self, ref, content):
        with open(os.path.join(self.out, ref["path"]), "w", encoding="utf-8") as file:
            json.dump(content, file, indent=2, ensure_ascii=False)

    def emit(self, event, payload):
        self.seq += 1
        line = dict(event, schema_version=2, seq=self.seq, payload=payload)
        self.log.write(json.dumps(line, separators=(",", ":"), ensure_ascii=False) + "\n")

    def accept(self, event, thread, items):
        for item in items:
            if "id" in item and item["id"] not in thread.accepted:
                thread.accepted.add(item["id"])
                context = dict(event, thread_id=thread.thread_id)
                self.emit(context, {"type": "history_item_accepted", "item_id": item["id"]})

    def request(self, event, payload):
        payload.pop("request_input_mode", None)
        thread = self.thread(payload["thread_id"])
        self.thread_of_call[payload["inference_call_id"]] = thread
        content = self.read(payload["request_payload"])
        previous = content.get("previous_response_id")
        before = list(self.snapshot_of_response.get((thread.thread_id, previous), [])) if previous else []
        counts = collections.Counter(before)
        thread.seen = before + [thread.name(counts, item) for item in content["input"]]
        self.accept(event, thread, content["input"])
        self.write(payload["request_payload"], content)

    def response(self, event, payload, ref):
        thread = self.thread_of_call[payload["inference_call_id"]]
        content = self.read(ref)
        counts = collections.Counter(thread.seen)
        thread.seen = thread.seen + [thread.name(counts, item) for item in content["output_items"]]
        if payload.get("response_id"):
            self.snapshot_of_response[(thread.thread_id, payload["response_id"])] = list(thread.seen)
        self.accept(event, thread, content["output_items"])
        usage = content.get("token_usage")
        if usage:
            usage["cache_write_input_tokens"] = max(0, usage["input_tokens"] - usage["cached_input_tokens"])
        self.write(ref, content)

    def checkpoint(self, event, ref):
        thread = self.thread(event["thread_id"])
        content = self.read(ref)
        for name in ("input_history", "replacement_history"):
            counts = collections.Counter()
            for item in content[name]:
                thread.name(counts, item)
        self.write(ref, content)

    def runtime_end(self, ref):
        content = self.read(ref)
        if "stdout" in content and "exit_code" in content:
            content.setdefault("aggregated_output", content["stdout"])
            for name in ("stdout", "stderr", "formatted_output"):
                content.pop(name, None)
        self.write(ref, content)

    def event(self, event):
        payload = event["payload"]
        kind = payload["type"]
        if kind == "inference_started":
            self.request(event, payload)
        elif kind in ("inference_completed", "inference_failed", "inference_cancelled"):
            ref = payload.get("response_payload") or payload.get("partial_response_payload")
            if ref:
                self.response(event, payload, ref)
        elif kind == "compaction_installed":
            self.checkpoint(event, payload["checkpoint_payload"])
        elif kind == "tool_call_started":
            self.kinds[payload["tool_call_id"]] = payload["kind"]
        elif kind == "tool_call_runtime_started":
            payload["kind"] = self.kinds.get(payload["tool_call_id"], {"type": "other", "name": "unknown"})
        elif kind == "tool_call_runtime_ended":
            self.runtime_end(payload["runtime_payload"])
        self.emit(event, payload)
        return kind

    def run(self):
        shutil.copytree(self.source, self.out, dirs_exist_ok=True,
                        ignore=shutil.ignore_patterns("state.json", "trace.jsonl"))
        with open(os.path.join(self.out, "manifest.json"), encoding="utf-8") as file:
            manifest = dict(json.load(file), schema_version=2)
        with open(os.path.join(self.out, "manifest.json"), "w", encoding="utf-8") as file:
            json.dump(manifest, file, indent=2, ensure_ascii=False)
        last, ended = None, False
        with open(os.path.join(self.source, "trace.jsonl"), encoding="utf-8") as source, \
                open(os.path.join(self.out, "trace.jsonl"), "w", encoding="utf-8") as self.log:
            for line in source:
                if line.strip():
                    last = json.loads(line)
                    ended = self.event(last) == "rollout_ended" or ended
            if ended:
                self.emit(dict(last, thread_id=None, codex_turn_id=None), {"type": "recording_completed"})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle")
    parser.add_argument("out")
    arguments = parser.parse_args()
    Converter(arguments.bundle, arguments.out).run()


if __name__ == "__main__":
    main()
