/** Bulk import jobs (specification and bulk import guide, read 2026-11-22): taken in at once, carried out later. */
import { z } from "zod";
import { isoInstant } from "../../platform/instant.ts";
import type { Answer } from "../kit/answer.ts";
import type { ErrorAnswer } from "./answers.ts";
import { failed, invalid, invalidInput, notFound, ok } from "./answers.ts";
import type { ImportError, ImportJob } from "./import-job.ts";
import { statusOf } from "./import-job.ts";
import { PAGE_PARAMETERS, pageOf, PROFILE_PAGES } from "./page.ts";
import { isAddress, ProfileInput } from "./profile-input.ts";
import type { GivenProfile } from "./profile-input.ts";
import { showProfile } from "./profile-routes.ts";
import type { Call, Route } from "./route.ts";
import { route } from "./route.ts";

const PROFILES_MAX = 10_000;
const PROFILE_BYTES_MAX = 100_000;

const listIdentifier = z.strictObject({ type: z.literal("list"), id: z.string() });
const jobInput = z.strictObject({
  data: z.strictObject({
    type: z.literal("profile-bulk-import-job"),
    attributes: z.strictObject({ profiles: z.strictObject({ data: z.array(ProfileInput) }) }),
    relationships: z.strictObject({ lists: z.strictObject({ data: z.array(listIdentifier) }).optional() }).optional(),
  }),
});

export const jobRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/api/profile-bulk-import-jobs",
    scopes: ["lists:write", "profiles:write"],
    tier: "M",
    body: jobInput,
    handle: createJob,
  }),
  route({
    method: "GET",
    path: "/api/profile-bulk-import-jobs/:id",
    scopes: ["lists:read", "profiles:read"],
    tier: "M",
    body: z.undefined(),
    handle: (call) => ofJob(call, (job) => ok({ data: showJob(job, call.nowMs) })),
  }),
  route({
    method: "GET",
    path: "/api/profile-bulk-import-jobs/:id/import-errors",
    scopes: ["profiles:read"],
    tier: "M",
    query: PAGE_PARAMETERS,
    body: z.undefined(),
    handle: (call) => ofJob(call, (job) => pageOf(job.done?.errors ?? [], call.query, PROFILE_PAGES, showError)),
  }),
  route({
    method: "GET",
    path: "/api/profile-bulk-import-jobs/:id/profiles",
    scopes: ["profiles:read"],
    tier: "M",
    query: ["fields[profile]", ...PAGE_PARAMETERS],
    body: z.undefined(),
    handle: (call) =>
      ofJob(call, (job) => {
        const profiles = (job.done?.profileIds ?? []).flatMap((id) => call.account.profiles.get(id) ?? []);
        return pageOf(profiles, call.query, PROFILE_PAGES, showProfile);
      }),
  }),
];

/** One profile that is not right refuses the whole request, with a pointer for each (seen in third-party code). */
function createJob(call: Call<z.infer<typeof jobInput>>): Answer {
  const { attributes, relationships } = call.body.data;
  const rows = attributes.profiles.data;
  if (rows.length === 0 || rows.length > PROFILES_MAX)
    return invalid(`A job takes 1 to ${PROFILES_MAX} profiles.`, { pointer: "/data/attributes/profiles/data" });
  const [first, ...others] = rows.flatMap((row, at) => problemOf(row, `/data/attributes/profiles/data/${at}`));
  if (first !== undefined) return failed(first, ...others);
  const listIds = (relationships?.lists?.data ?? []).map(({ id }) => id);
  if (listIds.some((id) => !call.account.lists.has(id))) return notFound("A list with this id");
  const { lateMs = 0, isLost = false, isCancelled = false } = call.nextFate();
  const startsAtMs = call.nowMs + call.jobPace.queuedMs + lateMs;
  const job: ImportJob = {
    id: Buffer.from(`profile-bulk-import-job:${call.random.id()}`).toString("base64url"),
    createdAtMs: call.nowMs,
    startsAtMs,
    completesAtMs: startsAtMs + call.jobPace.processingMs,
    rows,
    listIds,
    rowFault: call.rowFault,
    isLost,
    isCancelled,
    done: undefined,
  };
  call.account.jobs.set(job.id, job);
  return ok({ data: showJob(job, call.nowMs) }, 202);
}

function problemOf(row: GivenProfile, pointer: string): readonly ErrorAnswer[] {
  const { email, external_id: externalId, phone_number: phoneNumber } = row.attributes;
  if (Buffer.byteLength(JSON.stringify(row)) > PROFILE_BYTES_MAX)
    return [invalidInput("Profile exceeds the maximum size of 100KB.", { pointer })];
  if ([email, externalId, phoneNumber, row.id].every((one) => one === undefined || one === null || one === ""))
    return [invalidInput("One of email, phone_number or external_id is required.", { pointer })];
  if (typeof email === "string" && !isAddress(email))
    return [invalidInput(`Invalid email address: ${email}`, { pointer: `${pointer}/attributes/email` })];
  return [];
}

function ofJob(call: Call<undefined>, show: (job: ImportJob) => Answer): Answer {
  const job = call.account.jobs.get(call.params["id"] ?? "");
  return job === undefined || job.isLost ? notFound("A job with this id") : show(job);
}

function showJob(job: ImportJob, nowMs: number): unknown {
  const failedCount = job.done?.errors.length ?? 0;
  return {
    type: "profile-bulk-import-job",
    id: job.id,
    attributes: {
      status: statusOf(job, nowMs),
      created_at: isoInstant(job.createdAtMs),
      total_count: job.rows.length,
      completed_count: job.done === undefined ? 0 : job.rows.length - failedCount,
      failed_count: failedCount,
      started_at: nowMs >= job.startsAtMs ? isoInstant(job.startsAtMs) : null,
      completed_at: job.done === undefined ? null : isoInstant(job.completesAtMs),
      expires_at: isoInstant(job.createdAtMs + 7 * 86_400_000),
    },
    links: { self: `https://a.klaviyo.com/api/profile-bulk-import-jobs/${job.id}` },
  };
}

function showError({ id, code, title, detail, pointer, originalPayload }: ImportError): unknown {
  const attributes = { code, title, detail, source: { pointer }, original_payload: originalPayload };
  return { type: "import-error", id, attributes };
}
