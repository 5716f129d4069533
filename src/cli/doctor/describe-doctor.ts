/** What the doctor found, as its JSON document tells it. */
import type { CheckBody, DoctorBody } from "../json/doctor.ts";
import { asStarted } from "../started-as.ts";
import type { Examined } from "./examine.ts";

export function describeDoctor(examined: readonly Examined[], isOffline: boolean, command: string): DoctorBody {
  const checks = examined.flatMap(({ check, findings }) =>
    findings.map(({ mark, code, said, remedy }): CheckBody => ({
      check: check.name,
      sync: check.sync,
      result: mark,
      code,
      message: asStarted(said, command),
      remedy: remedy === null ? null : asStarted(remedy, command),
    })),
  );
  const count = (result: CheckBody["result"]): number => checks.filter((one) => one.result === result).length;
  const counts = { ok: count("ok"), warn: count("warn"), fail: count("fail"), skip: count("skip") };
  return { is_offline: isOffline, checks, counts };
}
