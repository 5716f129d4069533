/** The keys of `destination`, kind by kind: what is known, what is secret, and what a plan depends on. */
import { describe, expect, test } from "vitest";
import { readSyncFile, type SyncFile } from "../../../src/config/sync-file.ts";
import type { Problem } from "../../../src/domain/errors.ts";

const ENVIRONMENT = { KLAVIYO_KEY: "pk_x", MAILCHIMP_KEY: "x-us21", OTHER_KEY: "y-us21", HOOK: "whsec_eA==" };
const MAILCHIMP = `type: mailchimp, api_key: "{{ env_var('MAILCHIMP_KEY') }}", base_url: "https://us21.api.mailchimp.com", audience: a1`;

function read(destination: string): ReturnType<typeof readSyncFile> {
  const text = `name: tiers
destination: {${destination}}
members: {model: aud_members}
properties: {tier: {column: tier_name, type: string}}
`;
  return readSyncFile("syncs/a.yml", text, { environment: ENVIRONMENT, credentials: "needed" });
}

function accepted(destination: string): SyncFile {
  const answer = read(destination);
  if (answer.kind !== "sync") throw new Error(JSON.stringify(answer.problems));
  return answer.file;
}

function problems(destination: string): readonly Problem[] {
  const answer = read(destination);
  return answer.kind === "sync" ? [] : answer.problems;
}

function hashOf(destination: string): string {
  return accepted(destination).sync.definitionHash;
}

function keyOf(destination: string): string {
  return accepted(destination).destinationKey;
}

describe("a destination", () => {
  test("is read by its own kind: credentials and address apart, defaults filled in, what is written told apart", () => {
    expect(accepted(MAILCHIMP).sync.destination).toEqual({
      type: "mailchimp",
      secrets: { api_key: "x-us21" },
      address: "https://us21.api.mailchimp.com",
      options: { audience: "a1", lists_as: "segments" },
      written: { audience: "a1" },
    });
    const { destination } = accepted(
      `type: webhook, url: "https://example.com/hook", secret: "{{ env_var('HOOK') }}"`,
    ).sync;
    expect([destination.secrets, destination.address]).toEqual([{ secret: "whsec_eA==" }, "https://example.com/hook"]);
  });

  test("an option that is written makes another definition; a credential and the address do not", () => {
    const before = hashOf(MAILCHIMP);
    expect(hashOf(`${MAILCHIMP}, lists_as: tags`)).not.toBe(before);
    expect(hashOf(MAILCHIMP.replace("a1", "a2"))).not.toBe(before);
    expect(hashOf(MAILCHIMP.replace("MAILCHIMP_KEY", "OTHER_KEY"))).toBe(before);
    expect(hashOf(MAILCHIMP.replace("us21.api", "us22.api"))).toBe(before);
  });

  test("two audiences of one account are two destinations", () => {
    expect(keyOf(MAILCHIMP)).toBe(keyOf(`${MAILCHIMP}, lists_as: tags`));
    expect(keyOf(MAILCHIMP)).not.toBe(keyOf(MAILCHIMP.replace("a1", "a2")));
    expect(keyOf(MAILCHIMP)).not.toContain("x-us21");
  });

  test("a key that another kind has is unknown, and only this kind's are named", () => {
    const [problem, ...others] = problems(`type: klaviyo, key: "{{ env_var('KLAVIYO_KEY') }}", audience: a1`);
    expect([problem?.code, others]).toEqual(["unknown_key", []]);
    expect(problem?.remedy).toContain("base_url");
    expect(problem?.remedy).not.toMatch(/lists_as|api_key|token|url_/u);
  });

  test("an unknown kind is told with those that there are", () => {
    const [problem] = problems(`type: klavyio, key: "{{ env_var('KLAVIYO_KEY') }}"`);
    expect(problem).toMatchObject({ code: "unknown_value" });
    expect(problem?.remedy).toContain("klaviyo");
  });

  test.each([
    ["a credential in the file", MAILCHIMP.replace("{{ env_var('MAILCHIMP_KEY') }}", "x-us21"), "secret_in_file"],
    ["a variable in an option", MAILCHIMP.replace("a1", "\"{{ env_var('HOOK') }}\""), "invalid_value"],
    ["plain http to elsewhere", MAILCHIMP.replace("https:", "http:"), "invalid_value"],
  ])("%s is refused", (_what, destination, code) => {
    expect(problems(destination).map((problem) => problem.code)).toContain(code);
    expect(JSON.stringify(problems(destination).map(({ message, remedy }) => [message, remedy]))).not.toContain(
      "x-us21",
    );
  });
});
