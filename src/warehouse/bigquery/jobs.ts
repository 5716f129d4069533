/**
 * Jobs, each under an id of ours: a request whose answer was lost is sent again under the same id, and BigQuery says then
 * that it knows the job instead of running it twice. What became of a job stands in its status.
 */
import type { BigQuery, Job } from "@google-cloud/bigquery";
import pRetry from "p-retry";
import type { Clock } from "../../platform/clock.ts";
import type { Random } from "../../platform/random.ts";
import type { BigQueryOptions } from "./bigquery-options.ts";
import type { QueryParameters } from "./query-parameters.ts";
import { jobMetadata, type JobMetadata } from "./rest-shapes.ts";
import { isRepeated, isTransient, translateError } from "./translate-error.ts";

export interface JobsParts {
  readonly client: BigQuery;
  readonly options: BigQueryOptions;
  readonly clock: Clock;
  readonly random: Random;
}

export interface FinishedJob {
  readonly job: Job;
  readonly metadata: JobMetadata;
}

const REPEATS_MAX = 4;
const FIRST_WAIT_MS = 500;
const FIRST_LOOK_MS = 50;
const LOOKS_APART_MS_MAX = 2_000;
/** Beyond its own time limit, at which BigQuery stops it. */
const GRACE_MS = 60_000;

export class Jobs {
  readonly #parts: JobsParts;

  constructor(parts: JobsParts) {
    this.#parts = parts;
  }

  /** Runs a statement or a script to its end. */
  async query(text: string, { params, types }: QueryParameters): Promise<FinishedJob> {
    const { client, options } = this.#parts;
    const jobId = this.newId();
    const job = await this.submit(jobId, async () => {
      const [created] = await client.createQueryJob({ ...this.#settings(), query: text, jobId, params, types });
      return created;
    });
    return this.finish(job, options.jobTimeoutMs);
  }

  /** The bytes that a statement would read, whatever it may. It is checked, and not run. */
  async dryRun(text: string, { params, types }: QueryParameters): Promise<number> {
    const { client } = this.#parts;
    const { maximumBytesBilled: _none, ...settings } = this.#settings();
    try {
      const [job] = await this.repeating(() =>
        client.createQueryJob({ ...settings, query: text, params, types, dryRun: true }),
      );
      const { statistics } = jobMetadata.parse(job.metadata);
      return Number(statistics?.totalBytesProcessed ?? statistics?.query?.totalBytesProcessed ?? 0);
    } catch (error) {
      throw translateError(error);
    }
  }

  newId(): string {
    return `tierline_${this.#parts.random.id()}`;
  }

  /** `create` asks for the job `jobId`; a second time when its answer was lost. */
  async submit(jobId: string, create: () => Promise<Job>): Promise<Job> {
    try {
      return await this.repeating(async (attempt) => {
        try {
          return await create();
        } catch (error) {
          if (attempt === 1 || !isRepeated(error)) throw error;
          return this.#known(jobId);
        }
      });
    } catch (error) {
      throw translateError(error);
    }
  }

  /** Waits until a job is done. */
  async finish(job: Job, timeoutMs: number): Promise<FinishedJob> {
    const { clock } = this.#parts;
    const untilMs = clock.nowMs() + timeoutMs + GRACE_MS;
    let metadata = jobMetadata.parse(job.metadata);
    let waitMs = FIRST_LOOK_MS;
    while (metadata.status.state !== "DONE") {
      if (clock.nowMs() > untilMs) throw translateError({ errors: [{ reason: "timeout" }] });
      await clock.sleep(waitMs);
      waitMs = Math.min(2 * waitMs, LOOKS_APART_MS_MAX);
      const [found] = await this.asking(() => job.getMetadata());
      metadata = jobMetadata.parse(found);
    }
    const { errorResult } = metadata.status;
    if (errorResult !== undefined) throw translateError({ errors: [errorResult], message: errorResult.message });
    return { job, metadata };
  }

  /** A request that changes nothing, sent again when BigQuery did not answer. */
  async asking<Result>(ask: () => Promise<Result>): Promise<Result> {
    try {
      return await this.repeating(ask);
    } catch (error) {
      throw translateError(error);
    }
  }

  /** What went wrong is thrown as the driver said it. */
  repeating<Result>(work: (attempt: number) => Promise<Result>): Promise<Result> {
    const { clock, random } = this.#parts;
    return pRetry(work, {
      retries: REPEATS_MAX,
      minTimeout: 0,
      maxTimeout: 0,
      shouldRetry: ({ error }) => isTransient(error),
      onFailedAttempt: async ({ attemptNumber, error }) => {
        if (isTransient(error) && attemptNumber <= REPEATS_MAX)
          await clock.sleep(FIRST_WAIT_MS * 2 ** (attemptNumber - 1) * (1 + random.fraction()));
      },
    });
  }

  async #known(jobId: string): Promise<Job> {
    const { client, options } = this.#parts;
    const job = client.job(jobId, options.location === null ? {} : { location: options.location });
    await job.getMetadata();
    return job;
  }

  #settings() {
    const { location, labels, priority, maximumBytesBilled, jobTimeoutMs } = this.#parts.options;
    return {
      ...(location === null ? {} : { location }),
      ...(maximumBytesBilled === null ? {} : { maximumBytesBilled: String(maximumBytesBilled) }),
      labels: { ...labels },
      priority: priority.toUpperCase(),
      jobTimeoutMs,
    };
  }
}
