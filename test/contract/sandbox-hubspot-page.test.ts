/** The sandbox's page for people: what it shows, to whom, and that nothing in the data becomes HTML. */
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Script } from "node:vm";
import { afterEach, describe, expect, test } from "vitest";
import { systemClock } from "../../src/platform/clock.ts";
import type { HttpResponse } from "../../src/platform/http.ts";
import { createHttpSend } from "../../src/platform/http.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { emptySandbox } from "../../src/sandbox/empty-sandbox.ts";
import { PAGE_SCRIPT } from "../../src/sandbox/page/page-script.ts";
import type { PageView } from "../../src/sandbox/page/page-view.ts";
import type { StartedSandbox } from "../../src/sandbox/run-sandbox-server.ts";
import { runSandboxServer } from "../../src/sandbox/run-sandbox-server.ts";

const HOSTILE = `</script><img src=x onerror="alert('1')">&amp;`;
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});

async function start(options: { readonly faults?: string; readonly stateFile?: string } = {}): Promise<StartedSandbox> {
  const started = await runSandboxServer({ clock: systemClock, random: systemRandom, port: 0, ...options });
  if (started.kind === "refused") throw new Error(started.message);
  open.push(started);
  return started;
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "sandbox-"));
  open.push({ close: async () => rm(folder, { recursive: true, force: true }) });
  return folder;
}

/** Node's own client, since `fetch` writes the Host itself. */
async function ask(
  url: string,
  path: string,
  { method = "GET", ...headers }: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly csp: string; readonly body: string }> {
  return await new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, { method, headers }, (answer) => {
      let body = "";
      answer.setEncoding("utf8").on("data", (part: string) => (body += part));
      answer.on("end", () => {
        const csp = String(answer.headers["content-security-policy"] ?? "");
        resolve({ status: answer.statusCode ?? 0, csp, body });
      });
    });
    sent.on("error", reject).end();
  });
}

async function viewAt(url: string, query = ""): Promise<PageView> {
  const view: PageView = JSON.parse((await ask(url, `/sandbox/view${query}`)).body);
  return view;
}

function rowsOf(view: PageView, id: string): readonly string[] {
  const table = view.tables.find((one) => one.id === id);
  return (table?.rows ?? []).map((row) => row.map(({ text }) => text).join(" | "));
}

describe("what it shows", () => {
  test("contacts, lists with their members, calls newest first, limits and faults", async () => {
    const { url, sandbox } = await start({ faults: "423=0,429=0.025" });
    const [ann, bob] = ["ann@example.com", "bob@example.com"].map((email) => sandbox.byHand.addContact({ email }));
    const listId = sandbox.byHand.addList("Gold", "MANUAL", [bob ?? ""]);
    sandbox.setFaults([]);
    const bearer = { authorization: "Bearer key" };
    await ask(url, `/crm/lists/2026-09/${listId}`, bearer);
    await ask(url, "/crm/lists/2026-09/999", bearer);
    sandbox.setFaults([{ fault: { kind: "status", status: 429 }, share: 0.025 }]);
    const view = await viewAt(url);
    expect(rowsOf(view, "contacts").map((row) => row.replace(/\| \S+ \S+$/u, "|"))).toEqual([
      `${ann} | ann@example.com |  |`,
      `${bob} | bob@example.com | Gold |`,
    ]);
    expect(rowsOf(view, "lists")[0]).toContain(`Gold | ${listId} | MANUAL | 1 |`);
    expect(rowsOf(view, "requests").map((row) => row.split(" | ").slice(1, 4).join(" "))).toEqual([
      "GET /crm/lists/2026-09/999 404",
      `GET /crm/lists/2026-09/${listId} 200`,
    ]);
    expect(view.facts).toContainEqual({ id: "second", label: "calls a second", value: "0.2 of 10" });
    expect(view.facts).toContainEqual({ id: "faults", label: "faults in force", value: "429 2.5 %" });
    const members = await viewAt(url, `?list=${listId}`);
    expect(members.listName).toBe("Gold");
    expect(rowsOf(members, "contacts")).toHaveLength(1);
    // Looking is no call.
    expect(sandbox.calls.total).toBe(2);
  });

  test("finds contacts in any case and by secondary address, fifty a page, and bounds the calls", async () => {
    const { url, sandbox } = await start();
    for (let at = 0; at < 101; at += 1) sandbox.byHand.addContact({ email: `p${at}@example.com`, firstname: "Ann" });
    sandbox.byHand.addContact({ email: "bob@example.com" }, ["Robert@example.com"]);
    expect(rowsOf(await viewAt(url, "?q=ANN&page=3"), "contacts")).toHaveLength(1);
    expect((await viewAt(url, "?q=ann&page=99")).question.page).toBe(3);
    expect(rowsOf(await viewAt(url, "?q=robert"), "contacts")).toHaveLength(1);
    expect(rowsOf(await viewAt(url, "?q=nobody"), "contacts")).toEqual([]);
    for (let at = 0; at < 60; at += 1) await ask(url, "/nowhere", { authorization: "Bearer key" });
    expect(rowsOf(await viewAt(url), "requests")).toHaveLength(50);
  });
});

describe("safety", () => {
  test("nothing in the data becomes HTML", async () => {
    const { url, sandbox } = await start();
    const contact = sandbox.byHand.addContact({ email: "ann@example.com", firstname: HOSTILE });
    const listId = sandbox.byHand.addList(HOSTILE, "MANUAL", [contact]);
    for (const path of ["/", `/?list=${listId}`, `/?q=${encodeURIComponent(HOSTILE)}`]) {
      const { body } = await ask(url, path);
      expect(body).not.toContain("<img");
      expect(body.match(/<\/script>/gu)).toHaveLength(1);
      expect(body).toContain("&lt;/script&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;");
    }
    expect(rowsOf(await viewAt(url), "lists")[0]).toContain(HOSTILE);
    expect(PAGE_SCRIPT).not.toMatch(/innerHTML|outerHTML|insertAdjacent|document\.write|eval|Function\(/u);
  });

  test("only its own script and style may run, and nothing is loaded from elsewhere", async () => {
    const { url } = await start();
    const { body, csp } = await ask(url, "/");
    for (const name of ["script", "style"]) {
      const text = new RegExp(`<${name}>(?<text>[^]*?)</${name}>`, "u").exec(body)?.groups?.["text"] ?? "";
      expect(text.length).toBeGreaterThan(500);
      const hash = createHash("sha256").update(text).digest("base64");
      expect(csp).toContain(`${name}-src 'sha256-${hash}'`);
    }
    expect(csp).toContain("default-src 'none'");
    expect(csp).not.toContain("unsafe");
    expect(body).not.toMatch(/\b(?:src|style|on[a-z]+)=|https?:|@import|url\(/u);
  });

  test("it answers only where the Host names this machine; the API does as before", async () => {
    const { url } = await start();
    const { port } = new URL(url);
    for (const host of ["evil.example", `evil.example:${port}`, "127.0.0.1.evil.example", `localhost.evil:${port}`]) {
      for (const path of ["/", "/sandbox/view"]) expect((await ask(url, path, { host })).status).toBe(421);
      expect((await ask(url, "/sandbox/reset", { host, method: "POST" })).status).toBe(421);
      expect((await ask(url, "/account-info/2026-09/details", { host, authorization: "Bearer k" })).status).toBe(200);
    }
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`])
      expect((await ask(url, "/", { host })).status).toBe(200);
    expect((await ask(url, "/", { method: "DELETE" })).status).toBe(405);
  });

  test("the script writes texts and links of this page only", async () => {
    const elements = new Map<string, FakeElement>();
    const view = {
      facts: [{ id: "lists", value: "2" }],
      tables: [
        {
          id: "lists",
          columns: ["name"],
          rows: [[{ text: HOSTILE, link: "?list=1" }], [{ text: "x", link: "javascript:alert(1)" }]],
          note: "2 in all",
        },
      ],
    };
    const made: FakeElement[] = [];
    const body = { replaceChildren: (...rows: FakeElement[]) => made.push(...rows) };
    const create = (): FakeElement & { append(...children: readonly FakeElement[]): void } => {
      const one = element();
      return Object.assign(one, { append: (...children: readonly FakeElement[]) => one.children.push(...children) });
    };
    let poll: (() => Promise<void>) | undefined;
    const document = {
      hidden: false,
      getElementById: (id: string) => {
        const one = elements.get(id) ?? Object.assign(element(), { tBodies: [body] });
        elements.set(id, one);
        return one;
      },
      createElement: create,
    };
    const fetched = async (): Promise<unknown> => ({ ok: true, json: async () => view });
    new Script(PAGE_SCRIPT).runInNewContext({
      document,
      location: { search: "", reload: () => undefined },
      fetch: fetched,
      setInterval: (work: () => Promise<void>) => {
        poll = work;
      },
    });
    await poll?.();
    expect(elements.get("fact-lists")?.textContent).toBe("2");
    expect(elements.get("live")?.textContent).toBe("live");
    const [first, second] = made.map((row) => row.children[0]);
    expect(first?.children[0]).toMatchObject({ textContent: HOSTILE, href: "?list=1" });
    expect(second).toMatchObject({ textContent: "x", children: [] });
  });
});

async function stranger(): Promise<HttpResponse> {
  return { status: 200, headers: {}, body: "hi" };
}

function element(): FakeElement {
  return { textContent: "", dataset: { columns: "name" }, children: [], href: "" };
}

interface FakeElement {
  textContent: string;
  readonly dataset: { readonly columns: string };
  readonly children: FakeElement[];
  href: string;
}

describe("emptying", () => {
  const send = createHttpSend({ allowedOrigins: ["http://127.0.0.1:1"] });
  const nobody = { url: "http://127.0.0.1:1", send, nowMs: 0 };

  test("a sandbox that runs says what it lost, and gives no id twice", async () => {
    const { url, sandbox } = await start();
    const recordId = sandbox.byHand.addContact({ email: "ann@example.com" });
    const listId = sandbox.byHand.addList("Gold", "MANUAL", [recordId]);
    expect((await ask(url, "/sandbox/reset", { method: "POST" })).status).toBe(403);
    expect(sandbox.contacts()).toHaveLength(1);
    const emptied = await emptySandbox({ url, send: createHttpSend({ allowedOrigins: [url] }), nowMs: 0 });
    const removed = { contacts: 1, lists: 1, properties: 0, late: 0 };
    expect(emptied).toEqual({ kind: "emptied", what: "running", removed });
    expect(sandbox.contacts()).toEqual([]);
    expect(sandbox.lists()).toEqual([]);
    expect(Number(sandbox.byHand.addContact({ email: "ann@example.com" }))).toBe(Number(recordId) + 1);
    expect(Number(sandbox.byHand.addList("Gold", "MANUAL"))).toBe(Number(listId) + 1);
  });

  test("its file when none runs; a damaged or absent one is left alone", async () => {
    const stateFile = join(await temporaryFolder(), "state.json");
    const first = await start({ stateFile });
    const recordId = first.sandbox.byHand.addContact({ email: "ann@example.com" });
    await first.close();
    open.pop();
    const emptied = await emptySandbox({ ...nobody, stateFile });
    expect(emptied).toMatchObject({ kind: "emptied", what: "file", removed: { contacts: 1, lists: 0 } });
    const second = await start({ stateFile });
    expect(second.sandbox.contacts()).toEqual([]);
    expect(second.sandbox.byHand.addContact({ email: "bob@example.com" })).not.toBe(recordId);
    await writeFile(`${stateFile}.broken`, "{");
    expect(await emptySandbox({ ...nobody, stateFile: `${stateFile}.broken` })).toMatchObject({
      code: "state_damaged",
    });
    expect(await readFile(`${stateFile}.broken`, "utf8")).toBe("{");
    expect(await emptySandbox({ ...nobody, stateFile: `${stateFile}.none` })).toMatchObject({ code: "state_missing" });
    expect(await emptySandbox(nobody)).toMatchObject({ kind: "refused", code: "sandbox_not_running" });
  });

  test("a stranger on the port is told apart", async () => {
    const { url } = await start();
    expect(await emptySandbox({ url, send: stranger, nowMs: 0 })).toMatchObject({ code: "not_a_sandbox" });
  });
});
