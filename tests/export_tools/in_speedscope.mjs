// An export, loaded in speedscope as a person would: every row of the file is a profile there, named after its agent,
// with all of its spans in it.
//
//     node in_speedscope.mjs PROGRAM BUNDLE FOLDER
//
// FOLDER holds node_modules (CMake's target export_tools installs them) and gets the export and a picture of the
// window. ROLLOUTSCOPE_CHROMIUM names a browser where it is not found. Exit code 77: what is needed is not at hand.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import path from "node:path";

const SKIPPED = 77;
const PATIENCE_MS = 120_000; // a debug build on a busy machine

function skip(reason) {
  console.log(`skipped: ${reason}`);
  process.exit(SKIPPED);
}

function findBrowser() {
  const named = process.env.ROLLOUTSCOPE_CHROMIUM;
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const found = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...(named ? [named] : []), ...found].find((file) => existsSync(file));
}

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };

/** Serves files of one folder, and one file besides, to this machine only. */
async function serve(folder, besides) {
  const server = createServer((request, response) => {
    const name = new URL(request.url, "http://127.0.0.1").pathname;
    const file = name === "/export.json" ? besides : path.join(folder, path.normalize(name === "/" ? "/index.html" : name));
    if (!existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "Content-Type": TYPES[path.extname(file)] ?? "application/octet-stream" });
    response.end(readFileSync(file));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return server;
}

/** What the file holds: for every row its agent, its name and how many spans it has. */
function rowsOf(events) {
  const agents = new Map();
  const rows = new Map();
  const row = (event) => {
    const key = `${event.pid}:${event.tid}`;
    if (!rows.has(key)) rows.set(key, { pid: event.pid, tid: event.tid, name: "", spans: 0 });
    return rows.get(key);
  };
  for (const event of events) {
    if (event.ph === "M" && event.name === "process_name") agents.set(event.pid, event.args.name);
    if (event.ph === "M" && event.name === "thread_name") row(event).name = event.args.name;
    if (event.ph === "X") row(event).spans += 1;
  }
  return [...rows.values()].map((entry) => ({ ...entry, agent: agents.get(entry.pid) ?? "" }));
}

const [program, bundle, folder] = process.argv.slice(2);
if (!folder) {
  console.error("usage: node in_speedscope.mjs PROGRAM BUNDLE FOLDER");
  process.exit(2);
}
const require = createRequire(path.join(path.resolve(folder), "here.js"));
let chromium;
let release;
try {
  ({ chromium } = require("playwright-core"));
  release = path.join(path.dirname(require.resolve("speedscope/package.json")), "dist", "release");
} catch {
  skip("speedscope and playwright-core are not installed (build the target export_tools)");
}
const browserFile = findBrowser();
if (!browserFile) skip("no Chromium was found (ROLLOUTSCOPE_CHROMIUM names one)");

mkdirSync(folder, { recursive: true });
const file = path.join(path.resolve(folder), "export.json");
execFileSync(program, ["export", bundle, "-o", file], { stdio: "inherit" });
const rows = rowsOf(JSON.parse(readFileSync(file, "utf8")).traceEvents);

const server = await serve(release, file);
const address = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium
  .launch({
  executablePath: browserFile,
  // It draws with WebGL, which has to do without a graphics card here; nothing foreign is loaded.
  args: ["--no-sandbox", "--disable-dev-shm-usage", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
})
  .catch((error) => skip(`the browser does not start: ${String(error).split("\n")[0]}`));
const failures = [];
const expect = (good, message) => good || failures.push(message);
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => failures.push(`speedscope failed: ${error}`));
  page.on("dialog", (dialog) => {
    failures.push(`speedscope complains: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(`${address}/#profileURL=${encodeURIComponent(`${address}/export.json`)}`);
  await page.waitForFunction((count) => document.body.innerText.includes(`/${count}`), rows.length, {
    timeout: PATIENCE_MS,
  }).catch(() => failures.push(`speedscope does not show ${rows.length} profiles`));
  await page.screenshot({ path: path.join(folder, "speedscope.png") });

  // The list of profiles opens by a click on the title in the middle of the toolbar.
  const title = page.getByText(new RegExp(`\\(\\d+/${rows.length}\\)`)).first();
  await title.click({ timeout: PATIENCE_MS });
  await page.waitForTimeout(300);
  await page.screenshot({ path: path.join(folder, "speedscope-profiles.png") });
  const shown = await page.evaluate(() => document.body.innerText);
  for (const { agent, name, pid, tid, spans } of rows) {
    expect(agent !== "" && name !== "", `the row ${tid} of the agent ${pid} has no name in the file`);
    expect(spans > 0, `the row ${name} of ${agent} has no spans in the file`);
    expect(shown.includes(`${agent} (pid ${pid}), ${name} (tid ${tid})`), `no profile is named ${name} of ${agent}`);
  }
  for (const text of said) expect(!/mismatch|tried to end|out of order|error/i.test(text), `speedscope says: ${text}`);
} finally {
  await browser.close();
  server.close();
}
if (failures.length > 0) {
  for (const failure of new Set(failures)) console.error(failure);
  process.exit(1);
}
console.log(`speedscope shows ${rows.length} rows of ${new Set(rows.map((row) => row.agent)).size} agents`);
