/** Whether an HTTP receiver took a message. */
import { ContractError, TransientError } from "../domain/errors.ts";
import type { HttpResponse } from "../platform/http.ts";

/** Any 2xx is a yes. What was answered is not repeated: it may hold the address that it was asked at. */
export function mustBeTaken({ status }: HttpResponse): void {
  if (status >= 200 && status < 300) return;
  const remedy = "Look at the receiver; the next run tries again.";
  if (status === 429 || status >= 500)
    throw new TransientError("alert_not_taken", `The receiver answered ${status}.`, { remedy });
  throw new ContractError("alert_refused", `The receiver answered ${status}.`, { remedy });
}
