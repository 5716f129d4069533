import { ConfigError, ContractError } from "../../domain/errors.ts";
import type { HttpResponse } from "../../platform/http.ts";
import { readBody } from "../kit/read-answer.ts";
import { vendorErrors } from "./answers.ts";

export function listGone(listId: string): ConfigError {
  return new ConfigError("list_gone", `List ${listId} is gone from Klaviyo.`, {
    remedy: "Name another list in the sync file: it is made by the next run. Klaviyo restores no deleted list.",
  });
}

/** Nothing keeps two lists from having one name: which one is meant must not be guessed. */
export function listAmbiguous(name: string): ConfigError {
  return new ConfigError("list_ambiguous", `Klaviyo has several lists named "${name}".`, {
    remedy: "Rename all but one of them in Klaviyo, or give the sync another list name.",
  });
}

export function refusedReading(answer: HttpResponse, what: string): ContractError {
  const code = readBody(answer, vendorErrors)?.errors[0]?.code ?? "unknown";
  return new ContractError("unexpected_answer", `Klaviyo answered ${what} with status ${answer.status} (${code}).`, {
    remedy: "Run again; report the case with the version of Tierline when it happens twice.",
  });
}
