import type { Answer } from "../kit/answer.ts";
import { ok } from "./answers.ts";
import type { Call } from "./route.ts";

/**
 * Account details: the fields of the reference page of 2026-03, read 2026-11-22; any valid token may ask (observed by a
 * third party on a developer account, 2026-09-29). The account's time zone is UTC.
 */
export function getAccount(call: Call<undefined>): Answer {
  return ok({
    portalId: call.accountId,
    accountType: "SANDBOX",
    timeZone: "UTC",
    companyCurrency: "EUR",
    additionalCurrencies: [],
    utcOffset: "+00:00",
    utcOffsetMilliseconds: 0,
    uiDomain: "app.hubspot.com",
    dataHostingLocation: "eu1",
  });
}
