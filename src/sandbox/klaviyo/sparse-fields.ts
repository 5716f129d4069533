/** Sparse fieldsets: `fields[profile]=email,external_id` leaves the other attributes out (API overview, read 2026-11-22). */
import type { Answer } from "../kit/answer.ts";
import type { Asked } from "../kit/asked.ts";
import { ok } from "./answers.ts";

const PARAMETER = /^fields\[(?<type>[a-z-]+)\]$/u;

export function leaveOut(answer: Answer, query: Asked["query"]): Answer {
  const wanted = new Map(
    query.flatMap(([name, value]) => {
      const type = PARAMETER.exec(name)?.groups?.["type"];
      return type === undefined ? [] : [[type, value.split(",")] as const];
    }),
  );
  if (wanted.size === 0 || answer.status >= 400) return answer;
  const { data, included, ...rest } = Object(answer.body);
  const thin = (resource: unknown): unknown => {
    const { type, attributes, ...more } = Object(resource);
    const names = wanted.get(type);
    if (names === undefined || attributes === undefined) return resource;
    const kept = Object.entries(attributes).filter(([name]) => names.includes(name));
    return { type, attributes: Object.fromEntries(kept), ...more };
  };
  const thinAll = (resources: unknown): unknown => (Array.isArray(resources) ? resources.map(thin) : thin(resources));
  return ok(
    { data: thinAll(data), ...(included === undefined ? {} : { included: thinAll(included) }), ...rest },
    answer.status,
  );
}
