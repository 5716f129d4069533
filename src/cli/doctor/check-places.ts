/** The places of a sync at its destination: properties that are ours or fit, lists that can be written. */
import { CONTACT_PLACE_NAME } from "../../domain/place.ts";
import type { Sync } from "../../domain/sync.ts";
import { examineLists } from "../../engine/examine-lists.ts";
import { counted } from "../picture/number.ts";
import type { Check, Finding } from "./check.ts";
import { failures, fine } from "./finding.ts";
import type { Subject } from "./subject.ts";

export function checkProperties(subject: Subject, sync: Sync): Check {
  return {
    name: "properties",
    sync: sync.name,
    run: async () => {
      const { destination, account } = await subject.probe(sync.name);
      await account();
      await subject.readOptions();
      const place = { kind: "contact", name: CONTACT_PLACE_NAME, model: null, audience: null } as const;
      const found = await destination.find(place);
      if (sync.properties.length === 0) return [fine("The sync maps none.")];
      const properties = sync.properties.map(({ name }) => name).join(", ");
      if (found === undefined) return [fine(`Not there yet: the first apply makes them (${properties}).`)];
      return [fine(`None belongs to somebody else or is of another type (${properties}).`)];
    },
  };
}

export function checkLists(subject: Subject, sync: Sync): Check {
  return {
    name: "lists",
    sync: sync.name,
    run: async () => {
      const { destination, account } = await subject.probe(sync.name);
      await account();
      const { journal, syncs } = await subject.readings();
      const lists = await examineLists({ journal, destination, sync, allSyncs: syncs });
      const findings: Finding[] = lists.flatMap((list) => (list.is === "faulty" ? failures(list.error) : []));
      const there = lists.filter(({ is }) => is === "there").length;
      const missing = lists.filter(({ is }) => is === "to_be_made").length;
      if (there > 0) findings.push(fine(`${counted(there, "list")} there that can be written.`));
      if (missing > 0) findings.push(fine(`${counted(missing, "list")} not there yet: the next apply makes them.`));
      return findings;
    },
  };
}
