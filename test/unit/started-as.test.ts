/** Commands in texts are what the user can type. */
import { describe, expect, it } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { parseCommandLine } from "../../src/cli/parse-command-line.ts";
import {
  asStarted,
  errorAsStarted,
  pagesFrom,
  startedAs,
  textAsStarted,
  startedFor,
  startedInShop,
} from "../../src/cli/started-as.ts";
import { filesIn, withoutComments } from "../tidy/repository.ts";
import { publishedFiles } from "../support/published-files.ts";
import { plainError } from "../../src/engine/error-report.ts";

const PATH = "/usr/bin:/usr/local/bin";
const start = (path: string, environment: Readonly<Record<string, string>> = {}, directory = "/srv/kim/shop"): string =>
  startedAs({ path, directory, environment: { PATH, ...environment }, platform: "linux" });

describe("startedAs", () => {
  it("says npx for npx, and for what npm installed into a folder", () => {
    const npx = { npm_lifecycle_event: "npx" };
    expect(start("/srv/kim/tierline/bin/tierline.js", npx, "/srv/kim/tierline")).toBe("npx tierline");
    expect(start("/srv/kim/shop/node_modules/.bin/tierline", npx)).toBe("npx tierline");
    expect(start("/srv/kim/shop/node_modules/.bin/tierline")).toBe("npx tierline");
    expect(start("/srv/kim/shop/node_modules/tierline/bin/tierline.js")).toBe("npx tierline");
  });

  it("says tierline where that is a command of the shell", () => {
    expect(start("/usr/local/bin/tierline")).toBe("tierline");
    // A link of this name that the shell does not find.
    expect(start("/opt/links/tierline")).toBe("node /opt/links/tierline");
  });

  it("says node and the path from here for a clone, the shorter of both", () => {
    expect(start("/srv/kim/tierline/bin/tierline.js", {}, "/srv/kim/tierline")).toBe("node bin/tierline.js");
    expect(start("/srv/kim/tierline/bin/tierline.js")).toBe("node ../tierline/bin/tierline.js");
    expect(start("/opt/tierline/bin/tierline.js")).toBe("node /opt/tierline/bin/tierline.js");
    expect(start("/srv/kim/my tools/bin/tierline.js", {}, "/srv/kim")).toBe("node 'my tools/bin/tierline.js'");
    // npm's own scripts: the user typed `npm run demo`, and has no tierline.
    expect(start("/srv/kim/tierline/bin/tierline.js", { npm_lifecycle_event: "demo" }, "/srv/kim/tierline")).toBe(
      "node bin/tierline.js",
    );
  });

  it("knows what was started before it was started anew on another Node", () => {
    const real = "/srv/kim/tierline/bin/tierline.js";
    expect(start(real, { TIERLINE_RESTARTED: "/usr/local/bin/tierline" })).toBe("tierline");
    expect(start(real, { TIERLINE_RESTARTED: "1" })).toBe("node ../tierline/bin/tierline.js");
  });

  it("says what works in a folder that init made", () => {
    expect(["tierline", "tierline --target prod", "npx tierline", "node bin/tierline.js"].map(startedInShop)).toEqual([
      "tierline",
      "tierline",
      "npx tierline",
      "npx tierline",
    ]);
  });
});

describe("asStarted", () => {
  it.each([
    ["Run: tierline build", "Run: npx tierline build"],
    [
      "`tierline plan` makes one, `npx tierline apply 7` sends it.",
      "`npx tierline plan` makes one, `npx tierline apply 7` sends it.",
    ],
    ['tierline take-over a "L" --keep\ntierline --help', 'npx tierline take-over a "L" --keep\nnpx tierline --help'],
    ["(tierline load, tierline build)?", "(npx tierline load, npx tierline build)?"],
    // No command: a package, a folder, a word, a list's name.
    ["the package tierline is there; tierline plans, my-tierline run, /tierline run", null],
    ['tierline release "tierline run"', 'npx tierline release "tierline run"'],
  ])("%s", (text, expected) => expect(asStarted(text, "npx tierline")).toBe(expected ?? text));

  it.each(commands.map(({ name }) => name))("knows that %s is a command", (name) => {
    expect(asStarted(`See: tierline ${name}`, "node bin/tierline.js")).toBe(`See: node bin/tierline.js ${name}`);
  });

  it("names the target and the folder that the user named, once", () => {
    const command = startedFor(
      { command: "npx tierline", environment: {} },
      { text: (option) => ({ target: "prod", project: "my shop" })[option] },
      "linux",
    );
    const said = asStarted('tierline release 5 --reason "…"', command);
    expect(said).toBe(`npx tierline --project 'my shop' --target prod release 5 --reason "…"`);
    expect(asStarted(said, command)).toBe(said);
  });

  it("reaches an error, its remedy and its problems", () => {
    const problem = { code: "b", message: "No.", remedy: "tierline build", location: null };
    const error = { ...plainError("a", "`tierline plan` first.", "tierline plan"), problems: [problem] };
    expect(errorAsStarted(error, { command: "node bin/tierline.js", pages: "docs" })).toMatchObject({
      message: "`node bin/tierline.js plan` first.",
      remedy: "node bin/tierline.js plan",
      problems: [{ message: "No.", remedy: "node bin/tierline.js build" }],
    });
  });
});

describe("pages that a text names", () => {
  it("are told where they lie: in the package of a shop, or in a clone", () => {
    const clone = "/srv/kim/tierline";
    expect(pagesFrom(clone, clone)).toBe("docs");
    expect(pagesFrom("/srv/kim/shop", "/srv/kim/shop/node_modules/tierline")).toBe("node_modules/tierline/docs");
    expect(pagesFrom("/srv/kim/shop/data", clone)).toBe("../../tierline/docs");
    expect(pagesFrom("/a/b/c/d", "/opt/tierline")).toBe("/opt/tierline/docs");
    const seat = { command: "npx tierline", pages: "node_modules/tierline/docs" };
    expect(textAsStarted("Write one; docs/syncs.md shows how, then tierline plan.", seat)).toBe(
      "Write one; node_modules/tierline/docs/syncs.md shows how, then npx tierline plan.",
    );
    // What a shop has itself, and what was said before.
    expect(textAsStarted("data/docs/a.md, node_modules/tierline/docs/a.md", seat)).toBe(
      "data/docs/a.md, node_modules/tierline/docs/a.md",
    );
  });

  it("are all in the package", () => {
    const sources = filesIn(["src"], [".ts"]).map(({ text }) => withoutComments(text));
    const named = new Set(sources.flatMap((text) => text.match(/(?<![\w./-])docs\/[a-z-]+\.md/gu) ?? []));
    expect(named.size).toBeGreaterThan(5);
    expect([...named].filter((page) => !publishedFiles().includes(page))).toEqual([]);
  });
});

it("help is in the user's words, and fits where they are long", async () => {
  for (const name of ["npx tierline", "node ../../tools/tierline/bin/tierline.js"]) {
    const help = await parseCommandLine(["plan", "--help"], name);
    if (help.is !== "help") throw new Error("no help");
    expect(help.text).toMatch(new RegExp(`^Usage: ${name} plan `, "u"));
    expect(help.text).toContain(`  ${name} plan --exit-code --json`);
    expect(help.text).not.toMatch(/(?<!npx |\/)tierline (?:plan|apply)/u);
  }
  expect(await parseCommandLine(["inti"], "npx tierline")).toMatchObject({
    is: "wrong",
    remedy: "Did you mean init?\nSee: tierline --help",
  });
});
