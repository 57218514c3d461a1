"""The tools of a scripted agent: the events and payloads that each leaves in the bundle."""

from pathlib import Path

from rollout_writer import compact, mail


class Call:
    """A tool that a response asks for: its model item, when it runs, and what it gives back."""

    def __init__(self, item, start, end, process):
        self.item, self.start, self.end, self.process, self.output = item, start, end, process, None

    def run(self):
        self.output = yield from self.process


class AgentTools:
    """What an agent of a scripted rollout can ask for. Each tool gives a Call for Agent.infer."""

    # -- what they share -------------------------------------------------------
    def tool_started(self, kind, name, body, call=None, namespace=None, cell=None, number=None):
        tool = call or f"exec-{self.rollout.uuid()}"
        shown = body.get("arguments") or body.get("input")
        self.event("tool_call_started", tool_call_id=tool, model_visible_call_id=call,
                   code_mode_runtime_tool_id=f"tool-{number}" if cell else None,
                   requester=dict(type="code_cell", runtime_cell_id=cell) if cell else dict(type="model"), kind=kind,
                   summary=dict(type="generic", label=name, input_preview=shown if len(shown) <= 160 else shown[:160] + "...",
                                output_preview=None),
                   invocation_payload=self.payload("tool_invocation", dict(tool_name=name, tool_namespace=namespace, payload=body)))
        return tool

    def runtime(self, tool, phase, value, status=None):
        fields = dict(status=status) if status else {}
        self.event(f"tool_call_runtime_{phase}", tool_call_id=tool, **fields,
                   runtime_payload=self.payload("tool_runtime_event", value))

    def tool_ended(self, tool, item, status="completed", value=None):
        result = dict(type="code_mode_response", value=value) if value else dict(type="direct_response", response_item=item)
        self.event("tool_call_ended", tool_call_id=tool, status=status, result_payload=self.payload("tool_result", result))
        return item

    def function(self, name, arguments):
        call = self.rollout.name("call", 20)
        body = dict(type="function", arguments=compact(arguments))
        return call, dict(type="function_call", name=name, arguments=body["arguments"], call_id=call), body

    # -- one by one ------------------------------------------------------------
    def command(self, start, end, cmd, output, code=0, leaves_at=None, first_output=None):
        """exec_command. With `leaves_at` the tool gives back at `end` what it has, and the process runs on until then."""
        call, item, body = self.function("exec_command", dict(cmd=cmd, workdir=self.cwd, yield_time_ms=10000))
        process = str(40000 + int(self.rollout.digest()[:6], 16) % 20000)

        def leave(tool, begin):
            self.runtime(tool, "ended", ended_command(begin, self.rollout.now_ms, output, code), outcome(code))
            yield from ()

        def run():
            tool = self.tool_started(dict(type="exec_command"), "exec_command", body, call)
            begin = begun_command(self, tool, process, cmd)
            yield start + 0.02
            begin["started_at_ms"] = self.rollout.now_ms
            self.runtime(tool, "started", begin)
            if leaves_at:
                self.rollout.at(leaves_at, leave(tool, begin))
            yield end
            shown = output
            if leaves_at:
                shown = first_output
            else:
                self.runtime(tool, "ended", ended_command(begin, self.rollout.now_ms, output, code), outcome(code))
            text = terminal_text(self.rollout, end - start, shown, process if leaves_at else None, code)
            return self.tool_ended(tool, dict(type="function_call_output", call_id=call, output=text))

        made = Call(item, start, end, run())
        made.session = int(process)
        return made

    def poll(self, start, end, session, output, chars="", exit_code=None):
        """write_stdin: types into a running command, or just looks at what it says."""
        call, item, body = self.function("write_stdin", dict(session_id=session, chars=chars, yield_time_ms=2000))

        def run():
            tool = self.tool_started(dict(type="write_stdin"), "write_stdin", body, call)
            yield end
            text = terminal_text(self.rollout, end - start, output, None if exit_code is not None else session, exit_code)
            return self.tool_ended(tool, dict(type="function_call_output", call_id=call, output=text))

        return Call(item, start, end, run())

    def plan(self, start, steps):
        call, item, body = self.function("update_plan", dict(plan=[dict(step=text, status=status) for text, status in steps]))

        def run():
            tool = self.tool_started(dict(type="other", name="update_plan"), "update_plan", body, call)
            yield start + 0.01
            return self.tool_ended(tool, dict(type="function_call_output", call_id=call, output="Plan updated"))

        return Call(item, start, start + 0.01, run())

    def patch(self, start, end, patch, changes):
        """apply_patch; `changes`: unified diff by absolute path."""
        call = self.rollout.name("call", 20)
        item = dict(type="custom_tool_call", status="completed", call_id=call, name="apply_patch", input=patch)

        def run():
            tool = self.tool_started(dict(type="apply_patch"), "apply_patch", dict(type="custom", input=patch), call)
            begin = dict(call_id=tool, turn_id=self.turn, auto_approved=True, changes={
                path: dict(type="update", unified_diff=diff, move_path=None) for path, diff in changes.items()})
            self.runtime(tool, "started", begin)
            yield end
            listing = "Success. Updated the following files:\n" + "".join(f"M {Path(path).relative_to(self.cwd)}\n" for path in changes)
            self.runtime(tool, "ended", dict(begin, stdout=listing, stderr="", success=True, status="completed"), "completed")
            text = f"Exit code: 0\nWall time: {end - start:.1f} seconds\nOutput:\n{listing}"
            return self.tool_ended(tool, dict(type="custom_tool_call_output", call_id=call, output=text))

        return Call(item, start, end, run())

    def mcp(self, start, end, server, name, arguments, answer):
        call, item, body = self.function(name, arguments)
        item["namespace"] = f"mcp__{server}__"

        def run():
            tool = self.tool_started(dict(type="mcp", server=server, tool=name), name, body, call, namespace=item["namespace"])
            self.rollout.event("mcp_tool_call_correlation_assigned", tool_call_id=tool, mcp_call_id=self.rollout.uuid())
            begin = dict(call_id=tool, invocation=dict(server=server, tool=name, arguments=arguments))
            self.runtime(tool, "started", begin)
            yield end
            self.runtime(tool, "ended", dict(begin, duration=duration(end - start), result=dict(Ok=dict(
                content=[dict(type="text", text=answer)], isError=False))), "completed")
            return self.tool_ended(tool, dict(type="function_call_output", call_id=call, output=answer))

        return Call(item, start, end, run())

    # -- between agents ----------------------------------------------------
    def spawn(self, start, end, child, prompt, life):
        task = child.path.rsplit("/", 1)[-1]
        call, item, body = self.function("spawn_agent", dict(task_name=task, agent_type=child.role, message=prompt, fork_turns="none"))

        def run():
            tool = self.tool_started(dict(type="spawn_agent"), "spawn_agent", body, call)
            begin = dict(call_id=tool, started_at_ms=self.rollout.now_ms, sender_thread_id=self.thread, prompt=prompt,
                         model=child.model, reasoning_effort="medium")
            self.runtime(tool, "started", begin)
            yield start + 0.03
            child.start_thread()
            child.mailbox.append(mail(self, child, prompt, True))
            yield end
            self.runtime(tool, "ended", dict(begin, completed_at_ms=self.rollout.now_ms, new_thread_id=child.thread,
                                             new_agent_nickname=child.nickname, new_agent_role=child.role,
                                             status="pending_init"), "completed")
            self.rollout.at(end + 0.03, life)
            text = compact(dict(task_name=child.path, nickname=child.nickname))
            return self.tool_ended(tool, dict(type="function_call_output", call_id=call, output=text))

        return Call(item, start, end, run())

    def send(self, start, receiver, text):
        return self.tell("send_message", "send_message", start, receiver, text)

    def follow_up(self, start, receiver, text, life):
        return self.tell("followup_task", "assign_agent_task", start, receiver, text, life)

    def tell(self, name, kind, start, receiver, text, life=None):
        call, item, body = self.function(name, dict(target=receiver.path, message=text))
        end = start + 0.12

        def run():
            tool = self.tool_started(dict(type=kind), name, body, call)
            begin = dict(call_id=tool, started_at_ms=self.rollout.now_ms, sender_thread_id=self.thread,
                         receiver_thread_id=receiver.thread, prompt=text)
            self.runtime(tool, "started", begin)
            receiver.mailbox.append(mail(self, receiver, text, life is not None))
            if life:
                self.rollout.at(start + 0.08, life)
            yield end
            self.runtime(tool, "ended", dict(begin, completed_at_ms=self.rollout.now_ms,
                                             receiver_agent_nickname=receiver.nickname, status="running"), "completed")
            return self.tool_ended(tool, dict(type="function_call_output", call_id=call, output=""))

        return Call(item, start, end, run())

    def wait_agent(self, start, end, timeout_ms=120000):
        call, item, body = self.function("wait_agent", dict(timeout_ms=timeout_ms))

        def run():
            tool = self.tool_started(dict(type="wait_agent"), "wait_agent", body, call)
            yield end
            if not self.mailbox:
                raise ValueError(f"{self.path} waits until {end} s, and nobody has written")
            text = compact(dict(message="Wait completed.", timed_out=False))
            return self.tool_ended(tool, dict(type="function_call_output", call_id=call, output=text))

        return Call(item, start, end, run())

    def close(self, start, end, child):
        call, item, body = self.function("close_agent", dict(target=child.path))

        def run():
            tool = self.tool_started(dict(type="close_agent"), "close_agent", body, call)
            begin = dict(call_id=tool, started_at_ms=self.rollout.now_ms, sender_thread_id=self.thread, receiver_thread_id=child.thread)
            self.runtime(tool, "started", begin)
            yield start + 0.1
            child.end_thread()
            yield end
            status = dict(completed=child.history[-1]["content"][0]["text"])
            self.runtime(tool, "ended", dict(begin, completed_at_ms=self.rollout.now_ms,
                                             receiver_agent_nickname=child.nickname, status=status), "completed")
            return self.tool_ended(tool, dict(type="function_call_output", call_id=call, output=compact(dict(previous_status=status))))

        return Call(item, start, end, run())

    # -- code cells --------------------------------------------------------------
    def cell(self, start, yielded, ended, source, first, nested, last, number="1"):
        """A script whose commands run on after it yields. `nested`: (start, end, command, output)."""
        call = self.rollout.name("call", 20)
        item = dict(type="custom_tool_call", status="completed", call_id=call, name="exec", input=source)

        def respond(event_type, status, form, texts):
            response = dict(cell_id=number, content_items=[dict(type="input_text", text=text) for text in texts])
            if form == "Result":
                response.update(stored_values={}, error_text=None)
            self.event(event_type, runtime_cell_id=number, status=status,
                       response_payload=self.payload("tool_result", dict(response={form: response})))

        def nested_command(index, begin_at, end_at, cmd, output):
            arguments = dict(type="function", arguments=compact(dict(cmd=cmd, workdir=self.cwd)))
            tool = self.tool_started(dict(type="exec_command"), "exec_command", arguments, cell=number, number=index)
            begin = begun_command(self, tool, str(41000 + index), cmd)
            yield begin_at + 0.03
            begin["started_at_ms"] = self.rollout.now_ms
            self.runtime(tool, "started", begin)
            yield end_at
            self.runtime(tool, "ended", ended_command(begin, self.rollout.now_ms, output, 0), "completed")
            self.tool_ended(tool, None, value=dict(
                chunk_id=self.rollout.digest()[:6], wall_time_seconds=round(end_at - begin_at, 3), exit_code=0,
                original_token_count=max(1, len(output) // 4), output=output))

        def run():
            self.event("code_cell_started", runtime_cell_id=number, model_visible_call_id=call, source_js=source)
            for index, (begin_at, end_at, cmd, output) in enumerate(nested, 1):
                self.rollout.at(begin_at, nested_command(index, begin_at, end_at, cmd, output))
            self.rollout.at(ended, finish())
            yield yielded
            respond("code_cell_initial_response", "yielded", "Yielded", [first])
            head = f"Script running with cell ID {number}\nWall time {yielded - start:.1f} seconds\nOutput:\n"
            return dict(type="custom_tool_call_output", call_id=call,
                        output=[dict(type="input_text", text=text) for text in (head, first)])

        def finish():
            respond("code_cell_ended", "completed", "Result", [last])
            yield from ()

        return Call(item, start, yielded, run())

    def wait_cell(self, start, end, text, number="1"):
        call, item, body = self.function("wait", dict(cell_id=number, yield_time_ms=30000))

        def run():
            tool = self.tool_started(dict(type="other", name="wait"), "wait", body, call)
            yield end
            head = f"Script completed\nWall time {end - start:.1f} seconds\nOutput:\n"
            return self.tool_ended(tool, dict(type="function_call_output", call_id=call,
                                              output=[dict(type="input_text", text=part) for part in (head, text)]))

        return Call(item, start, end, run())


# -- commands ------------------------------------------------------------------------
def outcome(code):
    return "completed" if code == 0 else "failed"


def duration(seconds):
    whole = int(seconds)
    return dict(secs=whole, nanos=round((seconds - whole) * 1000) * 1_000_000)


def begun_command(agent, tool, process, cmd):
    return dict(call_id=tool, process_id=process, turn_id=agent.turn, started_at_ms=0, command=["/bin/bash", "-lc", cmd],
                cwd=agent.cwd, parsed_cmd=[dict(type="unknown", cmd=cmd)], source="unified_exec_startup")


def ended_command(begin, now_ms, output, code):
    end = dict(begin, completed_at_ms=now_ms, stdout=output, stderr="", aggregated_output=output, exit_code=code,
               duration=duration((now_ms - begin["started_at_ms"]) / 1000), formatted_output=output, status=outcome(code))
    del end["started_at_ms"]
    return end


def terminal_text(rollout, seconds, output, session, code):
    state = f"Process running with session ID {session}" if session else f"Process exited with code {code}"
    return (f"Chunk ID: {rollout.digest()[:6]}\nWall time: {seconds:.4f} seconds\n{state}\n"
            f"Original token count: {max(1, len(output) // 4)}\nOutput:\n{output}")
