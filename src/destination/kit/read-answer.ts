/** Answers checked at the edge. Fields we do not use are ignored. */
import type { z } from "zod";
import { ContractError } from "../../domain/errors.ts";
import type { HttpResponse } from "../../platform/http.ts";

/** Undefined when the body is not JSON or has another shape. */
export function readBody<Shape extends z.ZodType>(answer: HttpResponse, shape: Shape): z.output<Shape> | undefined {
  const parsed = shape.safeParse(parseJson(answer.body));
  return parsed.success ? parsed.data : undefined;
}

/** Throws `ContractError` when the body is not JSON or has another shape. `what` follows "answered". */
export function expectBodyOf<Shape extends z.ZodType>(
  vendor: string,
  answer: HttpResponse,
  shape: Shape,
  what: string,
): z.output<Shape> {
  const body = readBody(answer, shape);
  if (body === undefined)
    throw new ContractError(
      "unexpected_answer",
      `${vendor} answered ${what} with status ${answer.status} in an unknown shape.`,
      { remedy: `Check that the base URL is ${vendor}'s and report the case with the version of Tierline.` },
    );
  return body;
}

export function isSuccess(answer: HttpResponse): boolean {
  return answer.status >= 200 && answer.status < 300;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
