/**
 * Spans by OpenTelemetry, over OTLP/HTTP, when its standard variables ask for it. Its packages are optional and loaded
 * only then. The exporter itself reads `OTEL_EXPORTER_OTLP_*` (endpoint, headers, timeout, compression, certificates),
 * the resource `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES`. OpenTelemetry: "Environment Variable Specification",
 * 1.51.0, read 2026-11-29.
 */
import type { Environment } from "./environment.ts";
import type { SpanAttributes, Tracer } from "./tracer.ts";

export interface OpenedTracer {
  readonly tracer: Tracer;
  /** Sends what is left, for at most some seconds. Resolves always. */
  end(): Promise<void>;
}

export type Telemetry =
  | { readonly is: "off" }
  | { readonly is: "on"; readonly opened: OpenedTracer }
  /** Asked for, and not to be had: a sentence that says why. */
  | { readonly is: "missing"; readonly why: string };

/** What is left is given up after this long: a collector that is down must not hold up a run's end. */
const END_TIMEOUT_MS = 5_000;

const PACKAGES =
  "npm install @opentelemetry/api@1 @opentelemetry/sdk-trace@3 @opentelemetry/resources@3 @opentelemetry/exporter-trace-otlp-http";

/** Whether the variables ask for spans. */
export function isTracingAsked(environment: Environment): boolean {
  const given = (name: string): string => environment[name]?.trim() ?? "";
  if (given("OTEL_SDK_DISABLED").toLowerCase() === "true" || given("OTEL_TRACES_EXPORTER") === "none") return false;
  return (
    given("OTEL_TRACES_EXPORTER") !== "" ||
    given("OTEL_EXPORTER_OTLP_ENDPOINT") !== "" ||
    given("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") !== ""
  );
}

export async function openTelemetry(environment: Environment): Promise<Telemetry> {
  if (!isTracingAsked(environment)) return { is: "off" };
  const exporter = environment["OTEL_TRACES_EXPORTER"]?.trim() ?? "";
  if (exporter !== "" && exporter !== "otlp")
    return { is: "missing", why: "No spans are written: of OTEL_TRACES_EXPORTER only otlp and none are known." };
  try {
    return { is: "on", opened: await load() };
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND")) throw error;
    return { is: "missing", why: `No spans are written: OpenTelemetry is not installed. ${PACKAGES}` };
  }
}

async function load(): Promise<OpenedTracer> {
  const [api, { BatchSpanProcessor, TracerProvider }, resources, { OTLPTraceExporter }] = await Promise.all([
    import("@opentelemetry/api"),
    import("@opentelemetry/sdk-trace"),
    import("@opentelemetry/resources"),
    import("@opentelemetry/exporter-trace-otlp-http"),
  ]);
  const named = resources.resourceFromAttributes({ "service.name": "tierline" });
  // What the variables say wins over our name.
  const detected = resources.detectResources({ detectors: [resources.envDetector] });
  const provider = new TracerProvider({
    resource: named.merge(detected),
    spanProcessors: [
      new BatchSpanProcessor({ exporter: new OTLPTraceExporter(), exportTimeoutMillis: END_TIMEOUT_MS }),
    ],
  });
  const tracer = provider.getTracer("tierline");
  // Work is done one after the other, so the span that was begun last and has not ended is the parent.
  let context = api.ROOT_CONTEXT;
  const span: Tracer["span"] = async (name, attributes, work) => {
    const parent = context;
    const begun = tracer.startSpan(name, { attributes: { ...attributes } }, parent);
    context = api.trace.setSpan(parent, begun);
    try {
      return await work((more: SpanAttributes) => void begun.setAttributes({ ...more }));
    } catch (error) {
      // Its code alone: what a foreign error says may hold anything.
      if (error instanceof Error && "code" in error) begun.setAttribute("error.type", String(error.code));
      begun.setStatus({ code: api.SpanStatusCode.ERROR });
      throw error;
    } finally {
      begun.end();
      context = parent;
    }
  };
  return { tracer: { span }, end: () => provider.shutdown().catch(() => undefined) };
}
