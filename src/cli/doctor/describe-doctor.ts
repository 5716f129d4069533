/** What the doctor found, as its JSON document tells it. */
import type { CheckBody, DoctorBody } from "../json/doctor.ts";
import { textAsStarted, type Seat } from "../started-as.ts";
import type { Examined } from "./examine.ts";

export function describeDoctor(examined: readonly Examined[], isOffline: boolean, seat: Seat): DoctorBody {
  const checks = examined.flatMap(({ check, findings }) =>
    findings.map(({ mark, code, said, remedy }): CheckBody => ({
      check: check.name,
      sync: check.sync,
      result: mark,
      code,
      message: textAsStarted(said, seat),
      remedy: remedy === null ? null : textAsStarted(remedy, seat),
    })),
  );
  const count = (result: CheckBody["result"]): number => checks.filter((one) => one.result === result).length;
  const counts = { ok: count("ok"), warn: count("warn"), fail: count("fail"), skip: count("skip") };
  return { is_offline: isOffline, checks, counts };
}
