/** Spans of a run, sent over OTLP/HTTP to a collector on this machine. */
import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { runSyncs } from "../../src/engine/run-syncs.ts";
import { isTracingAsked, openTelemetry } from "../../src/platform/open-telemetry.ts";
import { buildOf, openShop, optionsOf } from "../engine/engine-setup.ts";

const value = z.looseObject({ stringValue: z.string().optional(), intValue: z.number().optional() });
const attribute = z.looseObject({ key: z.string(), value });
const spanShape = z.looseObject({
  name: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  attributes: z.array(attribute),
  status: z.looseObject({ code: z.number() }),
});
const request = z.looseObject({
  resourceSpans: z.array(
    z.looseObject({
      resource: z.looseObject({ attributes: z.array(attribute) }),
      scopeSpans: z.array(z.looseObject({ spans: z.array(spanShape) })),
    }),
  ),
});

let collector: Server;
let url: string;
const bodies: string[] = [];

beforeEach(async () => {
  bodies.length = 0;
  collector = createServer((incoming, response) => {
    let body = "";
    incoming.setEncoding("utf8").on("data", (text: string) => (body += text));
    incoming.on("end", () => {
      bodies.push(body);
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
  const address = collector.address();
  url = `http://127.0.0.1:${address === null || typeof address === "string" ? 0 : address.port}`;
});

afterEach(async () => {
  vi.unstubAllEnvs();
  collector.closeAllConnections();
  await new Promise<void>((resolve) => collector.close(() => resolve()));
});

test("spans are asked for by the standard variables alone", () => {
  const asked = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318" };
  expect(isTracingAsked({})).toBe(false);
  expect(isTracingAsked({ OTEL_SERVICE_NAME: "shop" })).toBe(false);
  expect(isTracingAsked(asked)).toBe(true);
  expect(isTracingAsked({ ...asked, OTEL_SDK_DISABLED: "TRUE" })).toBe(false);
  expect(isTracingAsked({ ...asked, OTEL_TRACES_EXPORTER: "none" })).toBe(false);
});

test("an exporter that is not known is said, and the run goes on", async () => {
  expect(await openTelemetry({ OTEL_TRACES_EXPORTER: "zipkin" })).toMatchObject({ is: "missing" });
});

test("a run is a span with its build, its plan and its apply below it, in counts and without a member", async () => {
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", url);
  vi.stubEnv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test");
  const telemetry = await openTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
  if (telemetry.is !== "on") throw new Error(telemetry.is);
  const shop = openShop();
  const world = { ann: { email: "ann@example.com", tier: "Golden" }, bob: { email: null, tier: "Silver" } };
  const build = buildOf(shop.models, () => shop.models.set(world));
  await runSyncs({ ...shop.engine, tracer: telemetry.opened.tracer }, [shop.task], build, optionsOf());
  await telemetry.opened.end();

  const resources = bodies.flatMap((body) => request.parse(JSON.parse(body)).resourceSpans);
  const spans = resources.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans: inner }) => inner));
  const named = new Map(spans.map((span) => [span.name, span]));
  const run = named.get("tierline.run");
  expect([...named.keys()].toSorted()).toEqual(["tierline.apply", "tierline.build", "tierline.plan", "tierline.run"]);
  expect(run?.parentSpanId).toBeUndefined();
  for (const name of ["tierline.build", "tierline.plan", "tierline.apply"])
    expect(named.get(name)?.parentSpanId).toBe(run?.spanId);
  const attributesOf = (name: string): object =>
    Object.fromEntries(
      (named.get(name)?.attributes ?? []).map((one) => [one.key, one.value.intValue ?? one.value.stringValue]),
    );
  // Bob has no address: refused at the contacts and at Silver by the plan, which sends ann's two rows.
  expect(attributesOf("tierline.run")).toEqual({ "tierline.syncs": "tiers", "tierline.exit_code": 5 });
  expect(attributesOf("tierline.plan")).toMatchObject({ "tierline.sync": "tiers", "tierline.enter": 2 });
  expect(attributesOf("tierline.apply")).toMatchObject({ "tierline.accepted": 2, "tierline.result": "applied" });
  const resource = resources[0]?.resource.attributes.map((one) => `${one.key}=${one.value.stringValue}`);
  expect(resource).toEqual(expect.arrayContaining(["service.name=tierline", "deployment.environment.name=test"]));
  expect(bodies.join("")).not.toMatch(/example\.com|ann|secret/u);
});

test("a span of work that failed says so by its code alone", async () => {
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", url);
  const telemetry = await openTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
  if (telemetry.is !== "on") throw new Error(telemetry.is);
  const failing = telemetry.opened.tracer.span("tierline.build", {}, () =>
    Promise.reject(Object.assign(new Error("ann@example.com"), { code: "dbt_failed" })),
  );
  await expect(failing).rejects.toThrow("ann@example.com");
  await telemetry.opened.end();
  expect(bodies.join("")).toContain("dbt_failed");
  expect(bodies.join("")).not.toContain("ann@example.com");
});

test("a collector that is down holds nothing up", async () => {
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1");
  const telemetry = await openTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1" });
  if (telemetry.is !== "on") throw new Error(telemetry.is);
  expect(await telemetry.opened.tracer.span("tierline.run", {}, async () => "done")).toBe("done");
  await telemetry.opened.end();
});
