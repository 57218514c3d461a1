"""An agent of a scripted rollout: its thread, turns, model calls and compactions."""

from agent_tools import AgentTools
from rollout_writer import compact, mail, message, reasoning

PROVIDER = "openai"


class Agent(AgentTools):
    """One thread: its history, its mailbox, its turn."""

    def __init__(self, rollout, path, cwd, model, instructions, tools, parent=None, nickname=None, role=None):
        self.rollout, self.path, self.cwd, self.model, self.parent = rollout, path, cwd, model, parent
        self.nickname, self.role, self.instructions, self.tools = nickname, role, instructions, tools
        self.thread = rollout.uuid() if parent else rollout.root_id
        self.depth = parent.depth + 1 if parent else 0
        self.turn, self.turn_started, self.cached = None, 0, 0
        self.history, self.mailbox = [], []

    # -- events --------------------------------------------------------------
    def event(self, event_type, /, **fields):
        self.rollout.event(event_type, self.thread, self.turn, **fields)

    def payload(self, kind, value):
        return self.rollout.payload(kind, value)

    def start_thread(self):
        source, task = "cli", None
        if self.parent:
            task = self.path.rsplit("/", 1)[-1]
            source = dict(subagent=dict(thread_spawn=dict(
                parent_thread_id=self.parent.thread, depth=self.depth, agent_path=self.path,
                agent_nickname=self.nickname, agent_role=self.role)))
        self.rollout.event("thread_started", thread_id=self.thread, agent_path=self.path, metadata_payload=self.payload(
            "session_metadata",
            dict(thread_id=self.thread, agent_path=self.path, task_name=task, nickname=self.nickname,
                 agent_role=self.role, session_source=source, cwd=self.cwd, rollout_path=None, model=self.model,
                 provider_name=PROVIDER, approval_policy="on-request", sandbox_policy="workspace-write")))

    def end_thread(self):
        self.rollout.protocol("shutdown_complete")
        self.rollout.event("thread_ended", thread_id=self.thread, status="completed")

    def begin_turn(self):
        self.turn, self.turn_started = self.rollout.uuid(), self.rollout.now_ms
        self.event("codex_turn_started", codex_turn_id=self.turn, thread_id=self.thread)
        self.rollout.protocol("turn_started", type="task_started", turn_id=self.turn,
                              started_at=self.turn_started // 1000, model_context_window=258400)

    def end_turn(self):
        """Ends the turn with the last message of the agent; a child's goes to its parent."""
        final = self.history[-1]["content"][0]["text"]
        self.event("codex_turn_ended", codex_turn_id=self.turn, status="completed")
        self.rollout.protocol("turn_complete", type="task_complete", turn_id=self.turn, last_agent_message=final,
                              completed_at=self.rollout.now_ms // 1000, duration_ms=self.rollout.now_ms - self.turn_started)
        if self.parent:
            status = dict(completed=final)
            note = "<subagent_notification>\n" + compact(dict(agent_path=self.path, status=status)) + "\n</subagent_notification>"
            self.event("agent_result_observed",
                       edge_id=f"edge:agent_result:{self.thread}:{self.turn}:{self.parent.thread}",
                       child_thread_id=self.thread, child_codex_turn_id=self.turn, parent_thread_id=self.parent.thread,
                       message=note, carried_payload=self.payload(
                           "agent_result", dict(child_agent_path=self.path, message=note, status=status)))
            self.parent.mailbox.append(mail(self, self.parent, note, False))
        self.turn = None

    # -- model calls -----------------------------------------------------------
    def request(self):
        return dict(model=self.model, instructions=self.instructions, input=list(self.history), tools=self.tools,
                    parallel_tool_calls=True, reasoning=dict(effort="medium"), stream=True, prompt_cache_key=self.thread)

    def infer(self, start, end, *calls, thought, say=None, final=None, cut=None):
        """One model call from `start` to `end`; goes on when all its tools have ended. `cut`: the error that ends it."""
        yield start
        self.history += self.mailbox
        self.mailbox = []
        inference, upstream = self.rollout.uuid(), self.rollout.name("req")
        self.event("inference_started", inference_call_id=inference, thread_id=self.thread, codex_turn_id=self.turn,
                   model=self.model, provider_name=PROVIDER, request_payload=self.payload("inference_request", self.request()))
        for call in calls:
            self.rollout.at(call.start, call.run())
        yield end
        items = [reasoning(self.rollout, thought)]
        if say:
            items.append(message("assistant", say, "commentary"))
        if cut:
            partial = dict(response_id=None, upstream_request_id=upstream, token_usage=None, output_items=items)
            self.event("inference_failed", inference_call_id=inference, upstream_request_id=upstream, error=cut,
                       partial_response_payload=self.payload("inference_response", partial))
            return
        items += [call.item for call in calls]
        if final:
            items.append(message("assistant", final, "final_answer"))
        response_id = self.rollout.name("resp")
        response = dict(response_id=response_id, upstream_request_id=upstream, token_usage=self.usage(items, thought), output_items=items)
        self.event("inference_completed", inference_call_id=inference, response_id=response_id,
                   upstream_request_id=upstream, response_payload=self.payload("inference_response", response))
        self.history += items
        if calls:
            yield max([end] + [call.end for call in calls]) + 0.02
            self.history += [call.output for call in calls]

    def usage(self, items, thought):
        # Instructions and tool schemas of a real session are larger than those of this sample: about 7,600 tokens more.
        prompt = 7600 + len(compact([self.instructions, self.tools, self.history])) * 10 // 34
        thinking = 32 + len(thought) * 3 // 4
        output = thinking + len(compact(items[1:])) * 10 // 36
        usage = dict(input_tokens=prompt, cached_input_tokens=min(self.cached, prompt), output_tokens=output,
                     reasoning_output_tokens=thinking, total_tokens=prompt + output)
        self.cached = prompt // 128 * 128
        return usage

    def compact(self, start, end, keep):
        """Remote compaction: what is not in `keep` becomes one sealed item."""
        yield start
        self.history += self.mailbox
        self.mailbox = []
        compaction, request = self.rollout.uuid(), f"compaction_request:{self.rollout.name('c')}"
        self.event("compaction_request_started", compaction_id=compaction, compaction_request_id=request,
                   thread_id=self.thread, codex_turn_id=self.turn, model=self.model, provider_name=PROVIDER,
                   request_payload=self.payload("compaction_request", dict(
                       model=self.model, input=list(self.history), instructions=self.instructions, tools=self.tools,
                       parallel_tool_calls=True)))
        yield end
        kept = [item for item in self.history if keep(item)]
        after = kept + [dict(type="compaction", encrypted_content=self.rollout.sealed(128))]
        self.event("compaction_request_completed", compaction_id=compaction, compaction_request_id=request,
                   response_payload=self.payload("compaction_response", dict(output_items=after)))
        self.event("compaction_installed", compaction_id=compaction, checkpoint_payload=self.payload(
            "compaction_checkpoint", dict(input_history=self.history, replacement_history=after)))
        self.history, self.cached = list(after), 7168
