/** What HubSpot's statuses and refusals mean. */
import { describe, expect, test } from "vitest";
import { causeOf } from "../../src/destination/hubspot/cause.ts";
import { judge, WAIT_MAX_MS } from "../../src/destination/hubspot/judge.ts";
import { operationOf } from "../../src/destination/hubspot/operation.ts";
import type { HttpResponse } from "../../src/platform/http.ts";

const nowMs = Date.UTC(2026, 10, 22, 9);
const answer = (status: number, body: unknown = {}, headers: Readonly<Record<string, string>> = {}): HttpResponse => ({
  status,
  headers,
  body: JSON.stringify(body),
});
const judged = (given: HttpResponse, isReadable = true) => judge(given, nowMs, () => isReadable);

describe("a status", () => {
  test.each([200, 201, 207, 400, 404, 409, 413, 422])("%i stands", (status) => {
    expect(judged(answer(status))).toEqual({ kind: "final" });
  });

  test.each([500, 502, 503, 504, 521, 523, 524, 599, 408])("%i is asked again: perhaps carried out", (status) => {
    expect(judged(answer(status))).toMatchObject({ kind: "again", isAmbiguous: true, waitMs: null });
  });

  test("a success that cannot be read is asked again: perhaps carried out", () => {
    expect(judged(answer(200), false)).toMatchObject({ kind: "again", isAmbiguous: true });
  });

  test.each([
    [{ policyName: "TEN_SECONDLY_ROLLING" }, {}, 10_000],
    [{ message: "You have reached your ten_secondly_rolling limit." }, {}, 10_000],
    [{ policyName: "SECONDLY" }, {}, 1_000],
    [{}, {}, 10_000],
    [{ policyName: "SECONDLY" }, { "retry-after": "3" }, 3_000],
    [{}, { "retry-after": "Sun, 22 Nov 2026 09:00:05 GMT" }, 5_000],
    [{}, { "retry-after": "soon" }, 10_000],
  ])("429 %j %j waits %i ms: certainly not carried out", (body, headers, waitMs) => {
    expect(judged(answer(429, body, headers))).toEqual({
      kind: "again",
      isAmbiguous: false,
      waitMs,
      reason: "rate_limited",
    });
  });

  test("a wait of more than two minutes ends the run instead", () => {
    expect(judged(answer(429, {}, { "retry-after": String(WAIT_MAX_MS / 1000) }))).toMatchObject({ kind: "again" });
    expect(judged(answer(429, {}, { "retry-after": String(WAIT_MAX_MS / 1000 + 1) }))).toMatchObject({
      kind: "stop",
      error: { name: "TransientError", code: "rate_limited", retryAfterMs: WAIT_MAX_MS + 1_000 },
    });
  });

  test("the daily limit ends the run", () => {
    const stop = { kind: "stop", error: { name: "TransientError", code: "daily_limit" } };
    expect(judged(answer(429, { policyName: "DAILY" }))).toMatchObject(stop);
    expect(judged(answer(429, { message: "You have reached your daily limit." }))).toMatchObject(stop);
  });

  test.each([
    [{}, 2_000],
    [{ "retry-after": "1" }, 2_000],
    [{ "retry-after": "3" }, 3_000],
  ])("423 %j waits %i ms, never less than 2 s", (headers, waitMs) => {
    expect(judged(answer(423, {}, headers))).toMatchObject({ kind: "again", isAmbiguous: false, waitMs });
  });

  test("477 waits as told, and ends the run when that is long or not said", () => {
    expect(judged(answer(477, {}, { "retry-after": "60" }))).toMatchObject({
      kind: "again",
      isAmbiguous: false,
      waitMs: 60_000,
    });
    expect(judged(answer(477, {}, { "retry-after": "86400" }))).toMatchObject({
      error: { retryAfterMs: 86_400_000, remedy: "Run again in 24 hours; what was not sent is sent then." },
    });
    expect(judged(answer(477, {}, { "retry-after": "121" }))).toMatchObject({
      error: { remedy: "Run again in 3 minutes; what was not sent is sent then." },
    });
    expect(judged(answer(477))).toMatchObject({ kind: "stop", error: { code: "account_migrating" } });
  });

  test("401 and 403 end the run, a lacking scope by name", () => {
    expect(judged(answer(401))).toMatchObject({ kind: "stop", error: { name: "ConfigError", code: "authentication" } });
    expect(judged(answer(403))).toMatchObject({ error: { code: "authentication" } });
    const body = {
      category: "MISSING_SCOPES",
      errors: [{ context: { requiredGranularScopes: ["crm.lists.write", "<b>"] } }],
    };
    expect(judged(answer(403, body))).toMatchObject({
      error: { code: "missing_scopes", message: "The token lacks scopes: crm.lists.write." },
    });
  });

  test("a redirect ends the run", () => {
    expect(judged(answer(302))).toMatchObject({ kind: "stop", error: { name: "ContractError" } });
  });
});

describe("a refusal", () => {
  test.each([
    [
      "an address of another record",
      {
        category: "VALIDATION_ERROR",
        message: embedded({ error: "CONFLICTING_UNIQUE_VALUE", name: "email", message: "5 already has that value." }),
      },
      400,
      "shared_address",
      "row",
    ],
    [
      "a contact that exists",
      { category: "CONFLICT", message: "Contact already exists. Existing ID: 123" },
      409,
      "shared_address",
      "row",
    ],
    [
      "a member id of another record",
      {
        category: "VALIDATION_ERROR",
        message: embedded({ error: "CONFLICTING_UNIQUE_VALUE", name: "loyalty_member_id" }),
      },
      400,
      "hubspot_conflict",
      "row",
    ],
    [
      "an unknown option",
      {
        category: "VALIDATION_ERROR",
        message: embedded({
          error: "INVALID_OPTION",
          name: "loyalty_tier",
          message: "Tin was not one of the allowed options: []",
        }),
      },
      400,
      "hubspot_invalid_option",
      "either",
    ],
    [
      "an address that is none",
      { category: "VALIDATION_ERROR", message: embedded({ error: "INVALID_EMAIL", name: "email" }) },
      400,
      "hubspot_invalid_email",
      "row",
    ],
    [
      "a property that is gone",
      {
        category: "VALIDATION_ERROR",
        message: embedded({
          error: "PROPERTY_DOESNT_EXIST",
          name: "loyalty_tier",
          message: 'Property "loyalty_tier" does not exist',
        }),
      },
      400,
      "hubspot_property_doesnt_exist",
      "run",
    ],
    [
      "a property that is not unique",
      {
        category: "VALIDATION_ERROR",
        message: "Unable to perform update/upsert by non-unique 0-1 property loyalty_member_id",
      },
      400,
      "hubspot_validation_error",
      "run",
    ],
    [
      "details apart from the message",
      {
        category: "VALIDATION_ERROR",
        message: "Bad.",
        errors: [{ code: "INVALID_INTEGER", context: { propertyName: ["discount"] } }],
      },
      400,
      "hubspot_invalid_integer",
      "either",
    ],
    [
      "a rule of the account",
      { category: "VALIDATION_ERROR", message: "Required properties are missing" },
      400,
      "hubspot_validation_error",
      "either",
    ],
    [
      "a path that does not exist",
      { category: "OBJECT_NOT_FOUND", message: "resource not found" },
      404,
      "hubspot_object_not_found",
      "run",
    ],
    [
      "a record that does not exist",
      { category: "OBJECT_NOT_FOUND", context: { ids: ["1"] } },
      404,
      "hubspot_object_not_found",
      "either",
    ],
    ["nothing known", {}, 400, "hubspot_400", "either"],
  ])("for %s", (_label, error, status, reason, scope) => {
    expect(causeOf(error, status)).toMatchObject({ reason, scope });
  });

  test("for the same option has one key, for another option another", () => {
    expect(keyOf("Tin")).toBe(keyOf("Tin"));
    expect(keyOf("Tin")).not.toBe(keyOf("Lead"));
  });
});

test("a logged operation holds neither ids nor names nor queries", () => {
  expect(operationOf("https://api.hubapi.com/crm/lists/2026-09/611/memberships?after=x")).toBe(
    "/crm/lists/2026-09/*/memberships",
  );
  expect(operationOf("https://api.hubapi.com/crm/lists/2026-09/object-type-id/0-1/name/Ann%40x.example")).toBe(
    "/crm/lists/2026-09/object-type-id/0-1/name/*",
  );
});

function embedded(problem: Readonly<Record<string, unknown>>): string {
  return `Property values were not valid: [${JSON.stringify(problem)}]`;
}

function keyOf(value: string): string {
  const message = `${value} was not one of the allowed options: []`;
  return causeOf({ message: embedded({ error: "INVALID_OPTION", name: "loyalty_tier", message }) }, 400).key;
}
