/** Where the data lies. Embedded files: there, free, readable, writable, private. A server: what it is, and what we may do. */
import { isIP } from "node:net";
import type { Project } from "../../config/project.ts";
import { statePathOf } from "../../config/state-place.ts";
import { EXIT } from "../../engine/exit-code.ts";
import { openStore } from "../stores/open-store.ts";
import type { ServerFacts } from "../stores/store.ts";
import type { Check, Finding } from "./check.ts";
import { failure, fine, passed, warning } from "./finding.ts";
import { lookAtFile } from "./look-at-file.ts";
import type { Subject } from "./subject.ts";

/** Absolute paths of dbt's file and of the state's; none where a server keeps them. */
export function filesOf(project: Project): readonly string[] {
  const { connection, target } = project;
  return connection.type === "duckdb" ? [connection.path, statePathOf(project, target)] : [];
}

export function checkWarehouse(subject: Subject): Check {
  return {
    name: "warehouse",
    sync: null,
    run: async () => {
      const project = await subject.project();
      const { server } = await openStore(subject.world, project);
      if (server !== null) return judgeServer(await server(), project);
      const [path = ""] = filesOf(project);
      const { name, isThere, findings } = await lookAtFile(path, project.folder);
      if (!isThere) return [...findings, passed(`${name} is not there yet: the first load or build makes it.`)];
      // Whoever holds it, and a storage version that is not ours, show now.
      await subject.withMarts(({ warehouse }) => warehouse.rows("select 1 as one"));
      return findings.length > 0 ? findings : [fine(`${name} opens, and is its owner's alone.`)];
    },
  };
}

export function checkState(subject: Subject): Check {
  return {
    name: "state",
    sync: null,
    run: async () => {
      const project = await subject.project();
      const [, path] = filesOf(project);
      if (path === undefined) {
        const { hasState } = await subject.readings();
        return [hasState ? fine("The state is there and opens.") : passed("The first plan makes the state.")];
      }
      const { name, isThere, findings } = await lookAtFile(path, project.folder);
      // Lost, older, newer than this Tierline, or held by a run: each rejects with its own words.
      const { hasState } = await subject.readings();
      if (!isThere || !hasState) return [...findings, passed(`${name} is not there yet: the first plan makes it.`)];
      return findings.length > 0 ? findings : [fine(`${name} opens, is its owner's alone, and is the newest.`)];
    },
  };
}

function judgeServer(facts: ServerFacts, { connection }: Project): readonly Finding[] {
  const findings: Finding[] = [];
  if (connection.type === "postgres" && !facts.isEncrypted && !isNear(connection.host))
    findings.push(
      warning(
        "warehouse_unencrypted",
        "Addresses travel to the server without encryption.",
        "Write sslmode: verify-full and sslrootcert into profiles.yml, and let the server encrypt.",
      ),
    );
  for (const { name, is } of facts.schemas)
    if (is === "missing" || is === "closed")
      findings.push(
        failure(
          "warehouse_permission",
          EXIT.configuration,
          `The user of profiles.yml may not ${is === "missing" ? "make the schema" : "make tables in the schema"} ${name}.`,
          is === "missing"
            ? `Let an administrator run: create schema ${name} authorization <that user>`
            : `Let an administrator run: grant usage, create on schema ${name} to <that user>`,
        ),
      );
  return findings.length > 0 ? findings : [fine(`${facts.name}; its schemas may be written.`)];
}

/** On this machine: a socket's folder, or a loopback address. */
function isNear(host: string): boolean {
  return (
    host.startsWith("/") || host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."))
  );
}
