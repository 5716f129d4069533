/** Loads a directory; kills itself outright some time after a given progress report. Arguments: database, directory, report, delay, quarantine id. */
import { writeSync } from "node:fs";
import { load } from "../../src/load/load.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";

const [path = "", directory = "", report = "", delayMs = "0", quarantineId = ""] = process.argv.slice(2);
const warehouse = await openDuckDb(path, { access: "write" });
let count = 0;
await load(warehouse, [directory], {
  loadedAt: "2026-11-22T09:00:00Z",
  ...(quarantineId === "" ? {} : { quarantineId }),
  onProgress: ({ step }) => {
    writeSync(1, `${step}\n`);
    if (String(count) === report) {
      if (delayMs === "0") process.kill(process.pid, "SIGKILL");
      else void systemClock.sleep(Number(delayMs)).then(() => process.kill(process.pid, "SIGKILL"));
    }
    count += 1;
  },
});
await warehouse.close();
