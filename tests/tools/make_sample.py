#!/usr/bin/env python3
"""Writes resources/sample: a small rollout of our own making, for the README and for whoever has no bundle at hand.

    make_sample.py [FOLDER]          default: resources/sample beside this script's repository

A root agent and two helpers look for a cent in a basket total: they read, measure, argue about rounding, patch, fail,
patch again. The people, the shop and its code are invented. The result is always the same, byte for byte.
"""

import sys
from pathlib import Path

from rollout_writer import Rollout, message
from scripted_agent import Agent

STARTED_MS = 1_773_653_640_000  # Monday, 16 March 2026, 09:34 UTC
CWD = "/home/ana/marktstand"

INSTRUCTIONS = """You are a coding agent in a terminal. You share one workspace with the person who asks.
Read before you change. Keep changes small, and prove them with a test. Other
agents may work in the same folder: tell them what you touch."""


def function(name, description, *parameters):
    return dict(type="function", name=name, description=description, parameters=dict(
        type="object", properties={p: dict(type="string") for p in parameters}))


WORK_TOOLS = [
    function("exec_command", "Runs a shell command.", "cmd"),
    function("write_stdin", "Writes to a running command, or polls it.", "session_id"),
    dict(type="custom", name="apply_patch", description="Edits files with a patch."),
    function("send_message", "Tells another agent.", "target"),
]
READ_TOOLS = [WORK_TOOLS[0], WORK_TOOLS[3], function("search", "Searches the handbook of the shop.", "query")]
ROOT_TOOLS = WORK_TOOLS[::3] + [
    dict(type="custom", name="exec", description="Runs JavaScript that can call the other tools."),
    function("spawn_agent", "Starts a helper.", "task_name"),
    function("followup_task", "Gives a helper another task.", "target"),
    function("wait_agent", "Waits until a helper writes.", "timeout_ms"),
    function("close_agent", "Ends a helper.", "target"),
]

PERMISSIONS = ("Commands may read everything and write inside the workspace. There is no network. Ask before anything "
               "that cannot be undone.")
ENVIRONMENT = f"""<environment_context>
  <cwd>{CWD}</cwd>
  <shell>bash</shell>
  <current_date>2026-03-16</current_date>
  <timezone>Europe/Zurich</timezone>
</environment_context>"""

QUESTION = ("Since the voucher release some basket totals are off by one cent. Zoë’s order 4711 (3 × 9,95 € with 15 % off) "
            "shows 25,38 € in the basket and 25,37 € on the invoice. Find out why, fix it, and add a test. "
            "Two helpers are fine if they save time.")
TASK_ADA = ("Find where amounts are rounded between basket and invoice, and which rule the handbook asks for. Read only. "
            "Tell /root/fix_tests as soon as you know the rule.")
TASK_GRACE = ("Write a failing test for order 4711 (3 × 9,95 €, 15 % voucher, expected 25,37 €), then make it pass in "
              "shop/basket.py. Run the kiosk server once to see that the basket page shows the same total.")

# -- what the commands print ---------------------------------------------------------
GREP = """shop/basket.py:31:        return round(self.price * (1 - self.discount), 2)
shop/basket.py:36:        return sum(line.unit_price * line.quantity for line in self.lines)
shop/invoice.py:58:        return (self.gross * (100 - self.percent) / 100).quantize(CENT, ROUND_HALF_UP)
shop/money.py:9:CENT = Decimal("0.01")
"""
CELL_SOURCE = """text("Replaying the orders of March …");
const shops = ["zurich", "koeln"];
const runs = await Promise.all(shops.map(shop =>
    tools.exec_command({cmd: `replay-orders ${shop} 2026-03`})));
const differing = runs.flatMap(run => JSON.parse(run.output).differing);
text(JSON.stringify({orders: differing.length, cents: [...new Set(differing.map(d => d.cents))]}));
"""
REPLAY = '{{"shop": "{0}", "orders": {1}, "differing": [{2}]}}\n'
REPLAY_ZURICH = REPLAY.format("zurich", 9120, '{"id": 4711, "cents": 1}, {"id": 4809, "cents": 1}')
REPLAY_KOELN = REPLAY.format("koeln", 9408, '{"id": 5022, "cents": 1}, {"id": 5187, "cents": -1}, {"id": 5310, "cents": 1}')
CELL_RESULT = '{"orders":5,"cents":[1,-1]}'

BASKET = '''@dataclass
class Line:
    price: Decimal
    quantity: int
    discount: Decimal

    @property
    def unit_price(self):
        # vouchers apply to each piece (release 2026.10)
        return round(self.price * (1 - self.discount), 2)


class Basket:
    def total(self):
        return sum(line.unit_price * line.quantity for line in self.lines)
'''
BLAME = """7c1d09e (Noé    2026-03-09) vouchers apply to each piece
    -        return self.gross * (1 - self.discount)
    +        return round(self.price * (1 - self.discount), 2)
"""
HANDBOOK = """Handbook › Prices › Rounding (§ 4.2)
A discount applies to the sum of a line, never to one piece. Amounts are rounded once, at the end of a line, to whole
cents; half a cent goes up (kaufmännische Rundung). Examples: 2,125 € → 2,13 €; 25,3725 € → 25,37 €.
Invoices and baskets must agree for every order."""
INVOICE_CHECK = """comparing 204,316 invoices with shop.invoice … 204,316 equal, 0 different
oldest 2025-04-01, newest 2026-03-15, größter Betrag 1.284,90 €
"""
BASELINE = """..............                                                           [100%]
14 passed in 7.62s
"""
SERVER_START = "kiosk: reading catalogue … 412 articles\n"
SERVER_POLL = "kiosk: listening on 127.0.0.1:8080\nGET /basket/4711 200  total 25.38\n"
SERVER_RELOADED = "kiosk: shop/basket.py changed, reloaded\nGET /basket/4711 200  total 25.37\n"
SERVER_QUIT = "kiosk: bye\n"
FAILING = """...............F                                                         [100%]
=================================== FAILURES ===================================
____________________________ test_half_a_cent_goes_up ___________________________

    def test_half_a_cent_goes_up():
        basket = Basket([Line(Decimal("2.50"), 1, Decimal("0.15"))])
>       assert basket.total() == Decimal("2.13")
E       AssertionError: assert Decimal('2.12') == Decimal('2.13')

tests/test_basket.py:68: AssertionError
1 failed, 15 passed in 9.04s
"""
PASSING = """................                                                         [100%]
16 passed in 8.87s
"""
WHOLE_SUITE = """........................................................................ [ 31%]
........................................................................ [ 62%]
........................................................................ [ 93%]
...............                                                          [100%]
231 passed in 34.40s
"""
FINAL_REPLAY = '{"shop": "all", "orders": 18528, "differing": []}\n'

PATCH_ONE = f"""*** Begin Patch
*** Update File: {CWD}/shop/basket.py
@@
-    @property
-    def unit_price(self):
-        # vouchers apply to each piece (release 2026.10)
-        return round(self.price * (1 - self.discount), 2)
+    @property
+    def total(self):
+        return (self.price * self.quantity * (1 - self.discount)).quantize(CENT)
@@
-        return sum(line.unit_price * line.quantity for line in self.lines)
+        return sum(line.total for line in self.lines)
*** Update File: {CWD}/tests/test_basket.py
@@
+def test_order_4711():
+    basket = Basket([Line(Decimal("9.95"), 3, Decimal("0.15"))])
+    assert basket.total() == Decimal("25.37")
+
+
+def test_half_a_cent_goes_up():
+    basket = Basket([Line(Decimal("2.50"), 1, Decimal("0.15"))])
+    assert basket.total() == Decimal("2.13")
*** End Patch
"""
DIFF_BASKET = """@@ -28,4 +28,3 @@
     @property
-    def unit_price(self):
-        # vouchers apply to each piece (release 2026.10)
-        return round(self.price * (1 - self.discount), 2)
+    def total(self):
+        return (self.price * self.quantity * (1 - self.discount)).quantize(CENT)
@@ -36 +35 @@
-        return sum(line.unit_price * line.quantity for line in self.lines)
+        return sum(line.total for line in self.lines)
"""
DIFF_TEST = """@@ -60,0 +61,8 @@
+def test_order_4711():
+    basket = Basket([Line(Decimal("9.95"), 3, Decimal("0.15"))])
+    assert basket.total() == Decimal("25.37")
+
+
+def test_half_a_cent_goes_up():
+    basket = Basket([Line(Decimal("2.50"), 1, Decimal("0.15"))])
+    assert basket.total() == Decimal("2.13")
"""
PATCH_TWO = f"""*** Begin Patch
*** Update File: {CWD}/shop/basket.py
@@
-        return (self.price * self.quantity * (1 - self.discount)).quantize(CENT)
+        return (self.price * self.quantity * (1 - self.discount)).quantize(CENT, ROUND_HALF_UP)
*** End Patch
"""
DIFF_ROUNDING = """@@ -30 +30 @@
-        return (self.price * self.quantity * (1 - self.discount)).quantize(CENT)
+        return (self.price * self.quantity * (1 - self.discount)).quantize(CENT, ROUND_HALF_UP)
"""


def root_life(root, ada, grace):
    root.start_thread()
    root.history += [message("developer", PERMISSIONS), message("user", ENVIRONMENT), message("user", QUESTION)]
    yield 0.25
    root.begin_turn()
    yield from root.infer(
        0.4, 6.1,
        root.plan(3.9, [("See where totals are rounded", "in_progress"), ("Measure how many orders differ", "pending"),
                        ("Fix and test", "pending")]),
        root.command(4.6, 5.2, "rg -n 'round|quantize|CENT' shop", GREP),
        thought="**Looking for the rounding**\n\nBasket and invoice disagree by a cent, so they round in different places.",
        say="I’ll look at where amounts are rounded, then split the work.")
    yield from root.infer(
        6.3, 12.6,
        root.spawn(9.6, 10.3, ada, TASK_ADA, ada_life(ada, grace)),
        root.spawn(11.2, 11.9, grace, TASK_GRACE, grace_life(grace, root)),
        thought="**Splitting the work**\n\nOne helper finds the rule, another writes the failing test. I measure the damage meanwhile.")
    yield from root.infer(
        12.8, 18.4,
        root.cell(17.2, 27.4, 43.1, CELL_SOURCE, "Replaying the orders of March …", [
            (17.4, 33.8, "replay-orders zurich 2026-03", REPLAY_ZURICH),
            (17.5, 42.9, "replay-orders koeln 2026-03", REPLAY_KOELN)], CELL_RESULT),
        thought="**Measuring**\n\nReplay the orders of March through both code paths, both shops at once.")
    yield from root.infer(
        27.6, 31.2, root.wait_cell(30.7, 43.3, CELL_RESULT),
        thought="**Waiting for the replay**")
    yield from root.infer(
        43.5, 50.1,
        root.send(48.3, grace, "5 of 18,528 orders of March differ, and not always upwards: 5187 is one cent too low. "
                               "Please keep 4711 as the named test and do not touch shop/invoice.py."),
        root.wait_agent(49.5, 62.3),
        thought="**Both signs**\n\nA difference in both directions fits rounding per piece. Grace should know that the invoice is right.")
    yield from root.infer(
        62.5, 69.2,
        root.follow_up(67.2, ada, "Thank you. One more: check that the invoices that were already sent need no correction.",
                       ada_second_life(ada)),
        root.wait_agent(68.5, 84.8),
        thought="**The rule is clear**\n\nHalf a cent goes up, once for each line. Invoices follow it; did they always?")
    yield from root.infer(
        85.0, 90.3, thought="**Grace is green**\n\nThe second patch passes. Before I look at it, I",
        say="Grace’s second patch passes;", cut="stream disconnected before completion: connection reset by peer")
    yield from root.infer(
        91.5, 97.2, root.wait_agent(96.6, 126.4),
        thought="**Grace is green**\n\nThe patch passes her tests. The whole suite still runs, and Ada checks old invoices.",
        say="Grace’s patch passes; I wait for the whole suite and for Ada.")
    yield from root.infer(
        126.6, 132.7, root.close(131.0, 131.6, ada), root.wait_agent(132.1, 156.8),
        thought="**Old invoices are fine**\n\nNothing to correct. Ada can go.")
    yield from root.compact(157.0, 165.5, lambda item: item["type"] == "message" and item["role"] != "assistant")
    yield from root.infer(
        165.7, 172.6, root.close(169.6, 170.2, grace),
        root.command(170.9, 184.4, "replay-orders --all 2026-03", FINAL_REPLAY),
        thought="**One last check**\n\nBoth helpers are done. The replay must find no difference any more.")
    yield from root.infer(
        184.6, 192.2,
        thought="**Summing up**",
        final="The basket rounded the discounted price of each piece and then multiplied; invoices round once for each line. "
              "Now `Line.total` in shop/basket.py discounts the sum of the line and rounds half a cent up, as § 4.2 of the "
              "handbook asks. Two new tests cover order 4711 and the half cent; all 231 tests pass, and none of the 18,528 "
              "orders of March differs any more. Invoices already sent were right: nothing to correct. ✓")
    root.end_turn()
    yield 192.7
    root.end_thread()
    root.rollout.event("rollout_ended", status="completed")


def ada_life(ada, grace):
    ada.history += [message("developer", PERMISSIONS), message("user", ENVIRONMENT)]
    ada.begin_turn()
    yield from ada.infer(
        10.6, 16.8,
        ada.command(14.3, 14.6, "sed -n 22,36p shop/basket.py", BASKET),
        ada.command(15.2, 16.0, "git log -1 -S'round(self.price' -p --format='%h (%an %as) %s' -- shop/basket.py", BLAME),
        thought="**Reading the basket**\n\nStart with the code that shows 25,38 €, and with its history.")
    yield from ada.infer(
        17.0, 24.9, ada.mcp(23.6, 31.0, "handbook", "search", dict(query="rounding of discounts, half a cent"), HANDBOOK),
        thought="**Which rule holds?**\n\n9,95 × 0,85 = 8,4575 → 8,46 for a piece, times three 25,38. On the sum: 25,3725 → 25,37. "
                "The code cannot say which is meant; the handbook can.",
        say="The basket rounds each piece since 9 March. I look up what the handbook asks for.")
    yield from ada.infer(
        31.2, 45.3,
        ada.send(44.2, grace, "Handbook § 4.2: discount the sum of a line, round once, half a cent goes up. "
                              "Decimal.quantize rounds half to even unless told: pass ROUND_HALF_UP."),
        thought="**Grace needs this now**\n\nquantize without a mode rounds 2,125 to 2,12: she will run into that.")
    yield from ada.infer(
        45.5, 61.9,
        thought="**Writing it down**",
        final="shop/basket.py rounds every discounted piece (since 7c1d09e, 9 March); the handbook (§ 4.2) and shop/invoice.py "
              "round once for each line, half a cent up. The invoice is right, the basket is wrong.")
    ada.end_turn()


def ada_second_life(ada):
    ada.begin_turn()
    yield from ada.infer(
        67.6, 78.7,
        ada.command(77.4, 114.9, "check-invoices --since 2025-04-01", INVOICE_CHECK),
        thought="**All of them**\n\nThere is a script that compares stored invoices with what the code gives today.")
    yield from ada.infer(
        115.1, 126.1, thought="**Nothing to correct**",
        final="All 204,316 stored invoices since April 2025 equal what the code gives today: nothing to correct.")
    ada.end_turn()


def grace_life(grace, root):
    grace.history += [message("developer", PERMISSIONS), message("user", ENVIRONMENT)]
    grace.begin_turn()
    yield from grace.infer(
        12.2, 18.1, grace.command(16.6, 26.2, "pytest -q tests/test_basket.py", BASELINE),
        thought="**Where do we stand?**\n\nThe tests must pass before I add one that fails.")
    server = grace.command(36.9, 40.3, "kiosk --reload --port 8080",
                           SERVER_START + SERVER_POLL + SERVER_RELOADED + SERVER_QUIT, leaves_at=146.9, first_output=SERVER_START)
    yield from grace.infer(
        26.4, 37.8,
        grace.patch(35.6, 36.1, PATCH_ONE, {f"{CWD}/shop/basket.py": DIFF_BASKET, f"{CWD}/tests/test_basket.py": DIFF_TEST}),
        server,
        thought="**Discount the sum**\n\nMove the discount from the piece to the line, with a test for 4711 and one for half a cent.",
        say="First the tests and the obvious change; the kiosk server runs beside it.")
    yield from grace.infer(
        40.5, 47.3,
        grace.poll(44.7, 46.9, server.session, SERVER_POLL),
        grace.command(45.8, 57.3, "pytest -q tests/test_basket.py", FAILING, code=1),
        thought="**What does the page show?**\n\nPoll the server, and run the tests meanwhile.")
    yield from grace.infer(
        57.6, 68.3,
        grace.patch(65.2, 65.6, PATCH_TWO, {f"{CWD}/shop/basket.py": DIFF_ROUNDING}),
        grace.command(66.1, 77.2, "pytest -q tests/test_basket.py", PASSING),
        grace.poll(67.0, 70.1, server.session, SERVER_RELOADED, chars="get /basket/4711\n"),
        thought="**Half to even**\n\n2,125 became 2,12: quantize rounds half to even. Ada says the handbook wants half up. "
                "4711 is right already; ask the server for its page again.",
        say="One test fails: half a cent went down. Ada’s note says why.")
    yield from grace.infer(
        77.4, 86.6,
        grace.send(84.3, root, "Order 4711 gives 25,37 € now, in the test and on the page. One more test pins half a cent. "
                               "I run the whole suite next."),
        grace.command(85.4, 122.2, "pytest -q", WHOLE_SUITE),
        thought="**Tell root, then the whole suite**\n\nOther code may have used unit_price.")
    yield from grace.infer(
        122.4, 146.0,
        grace.poll(144.6, 147.1, server.session, SERVER_QUIT, chars="quit\n", exit_code=0),
        thought="**Reading my own diff**\n\nThe line total is rounded once; the comment about pieces is gone with the property, and no caller "
                "of unit_price remains. Baskets without a voucher give the same totals as "
                "before, because the discount is 0 and prices are whole cents. Stop the server.")
    yield from grace.infer(
        147.3, 156.5, thought="**Done**",
        final="`Line.total` discounts the sum of a line and rounds half a cent up. New tests: order 4711 (25,37 €) and half a cent "
              "(2,13 €). 231 tests pass, nothing uses unit_price any more, and the basket page shows 25,37 €.")
    grace.end_turn()


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2] / "resources" / "sample"
    rollout = Rollout(folder, STARTED_MS, seed="a cent")
    root = Agent(rollout, "/root", CWD, "gpt-5.2-codex", INSTRUCTIONS, ROOT_TOOLS)
    ada = Agent(rollout, "/root/find_rounding", CWD, "gpt-5.1-codex-mini", INSTRUCTIONS, READ_TOOLS, root, "Ada", "explorer")
    grace = Agent(rollout, "/root/fix_tests", CWD, "gpt-5.2-codex", INSTRUCTIONS, WORK_TOOLS, root, "Grace", "worker")
    rollout.event("rollout_started", trace_id=rollout.trace_id, root_thread_id=rollout.root_id)
    rollout.at(0.01, root_life(root, ada, grace))
    rollout.run()


if __name__ == "__main__":
    main()
