/** Desired as SQL: the relations of one dbt build, found in the tables that dbt's hooks write. */
import { closestName } from "../../domain/closest-name.ts";
import { ConfigError, InvariantError, type SourceLocation } from "../../domain/errors.ts";
import type { Place } from "../../domain/place.ts";
import { KNOWN_BY, type Recognised } from "../../domain/recognition.ts";
import {
  holdoutOf,
  locationOfExclusion,
  locationOfProperty,
  SUPPRESSED_ADDRESS,
  type Sync,
} from "../../domain/sync.ts";
import type { Column, Row, SourceAccess, Warehouse } from "../../warehouse/warehouse.ts";
import type { BuildFacts, MemberExclusions, MemberSource, PresentContact, Source } from "../source.ts";
import { checkKey, checkKeyLike, type KeyColumn } from "./check-key.ts";
import type { DesiredRelations } from "./desired-relations.ts";
import { select } from "./execute.ts";
import { checkProperty } from "./render-property.ts";
import { booleanOf, optionalTextOf, textOf } from "./row-cells.ts";
import { selectBuildNodes, selectNewestBuild } from "./statements/builds.ts";
import { excludeMember, isExcluding } from "./statements/exclude-member.ts";
import { recogniseContacts, type KnownCustomers } from "./statements/recognise.ts";

/** The column of every `aud_*` model that names the audience. */
const AUDIENCE_COLUMN = "audience";
/** The mart with a row per customer who ever joined, also those who resigned. */
const EVERYBODY = "dim_members";

export class SqlSource implements Source<DesiredRelations>, MemberSource {
  readonly #warehouse: Warehouse;
  readonly #source: SourceAccess;

  /** `warehouse`: where the state lives; `source`: how it reaches dbt's relations. */
  constructor(warehouse: Warehouse, source: SourceAccess) {
    this.#warehouse = warehouse;
    this.#source = source;
  }

  /** Undefined also where no build was ever recorded. */
  newestBuild(models: readonly string[]): Promise<BuildFacts | undefined> {
    return this.#source.read(async (schema) => {
      if (!(await this.#isRecorded(schema))) return undefined;
      const [build] = await select(this.#warehouse, selectNewestBuild(this.#warehouse, schema, models));
      if (build === undefined) return undefined;
      const invocationId = textOf(build, "invocation_id");
      const nodes = await select(this.#warehouse, selectBuildNodes(this.#warehouse, schema, invocationId, models));
      return {
        invocationId,
        asOf: textOf(build, "as_of"),
        startedAt: textOf(build, "started_at"),
        finishedAt: optionalTextOf(build, "finished_at"),
        nodes: nodes.map(readNode),
      };
    });
  }

  /** `ConfigError` `column_missing`, `key_type`, `property_type` or `consent_type`, `relation_missing` for a relation that is gone. */
  desired(sync: Sync, build: BuildFacts): Promise<DesiredRelations> {
    return this.#source.read(async () => {
      const { members } = sync;
      const relation = relationOf(build, members.model);
      const find = await this.#finder(sync, members.model, relation);
      const keyed = { model: members.model, column: find(members.key) };
      const properties = sync.properties.map(({ name, column, type, format }) => {
        const property = { type, format, column: find(column, locationOfProperty(sync, name)) };
        checkProperty(name, property, members.model);
        return property;
      });
      return {
        members: {
          model: members.model,
          relation,
          key: checkKey(sync, keyed),
          email: find(members.email).name,
          reason: members.reason === null ? null : find(members.reason).name,
          consent:
            sync.consent === null
              ? null
              : consentColumn(sync, find(sync.consent.column, locationOfExclusion(sync, "consent"))),
          properties,
        },
        suppress: await this.#suppress(sync, build, keyed),
        audiences: await this.#audiences(sync, build, keyed),
      };
    });
  }

  /** Nothing of an address is stored: it stands in a parameter of the one statement that asks. */
  async recognise(
    sync: Sync,
    build: BuildFacts,
    place: Place,
    contacts: readonly PresentContact[],
  ): Promise<readonly Recognised[]> {
    // Asked first: the source is read by one at a time.
    const wide = await this.newestBuild([EVERYBODY]);
    const desired = await this.desired(sync, build);
    return this.#source.read(async () => {
      const customers = await this.#customers(sync, build, wide);
      const wanted = { desired, model: place.model, audience: place.audience };
      const statement = recogniseContacts(this.#warehouse, customers, wanted, contacts);
      return (await select(this.#warehouse, statement)).map(readRecognised);
    });
  }

  async exclusions(sync: Sync, build: BuildFacts, identity: string): Promise<MemberExclusions> {
    const desired = await this.desired(sync, build);
    if (!isExcluding(desired)) return { contacts: null, lists: new Map() };
    return this.#source.read(async () => {
      const rows = await select(this.#warehouse, excludeMember(this.#warehouse, desired, identity));
      const reasons = new Map(rows.map((row) => [optionalTextOf(row, "model"), optionalTextOf(row, "reason")]));
      const lists = desired.audiences.map(({ model }) => [model, reasons.get(model) ?? null] as const);
      return { contacts: reasons.get(null) ?? null, lists: new Map(lists) };
    });
  }

  /** Everybody who ever was a member, where the newest build made that; else the members that the sync names. */
  async #customers(sync: Sync, build: BuildFacts, wide: BuildFacts | undefined): Promise<KnownCustomers> {
    const { key, email, model } = sync.members;
    const node = wide?.nodes.find((one) => one.model === EVERYBODY);
    if (wide !== undefined && wide.finishedAt !== null && node?.status === "success") {
      const columns = await this.#warehouse.describe(node.relation);
      const [keyed, addressed] = [named(columns, key), named(columns, email)];
      if (keyed !== undefined && addressed !== undefined)
        return {
          relation: node.relation,
          key: checkKey(sync, { model: EVERYBODY, column: keyed }),
          email: addressed.name,
        };
    }
    return { relation: relationOf(build, model), key, email };
  }

  async #suppress(sync: Sync, build: BuildFacts, members: KeyColumn): Promise<DesiredRelations["suppress"]> {
    if (sync.suppress === null) return null;
    const { model } = sync.suppress;
    const relation = relationOf(build, model);
    const columns = await this.#warehouse.describe(relation);
    const keyed = named(columns, sync.members.key);
    const key = keyed === undefined ? null : checkKeyLike(sync, { model, column: keyed }, members);
    const email = named(columns, SUPPRESSED_ADDRESS)?.name ?? null;
    if (key !== null || email !== null) return { model, relation, key, email };
    throw new ConfigError(
      "column_missing",
      `The model ${model} names nobody: it has neither ${sync.members.key} nor ${SUPPRESSED_ADDRESS}.`,
      {
        location: locationOfExclusion(sync, "suppress"),
        remedy: `Give it one of the two columns, or both. It has: ${columns.map(({ name }) => name).join(", ")}.`,
      },
    );
  }

  async #audiences(sync: Sync, build: BuildFacts, members: KeyColumn): Promise<DesiredRelations["audiences"]> {
    const audiences: DesiredRelations["audiences"][number][] = [];
    for (const { model } of sync.audiences) {
      const relation = relationOf(build, model);
      const find = await this.#finder(sync, model, relation);
      const key = checkKeyLike(sync, { model, column: find(sync.members.key) }, members);
      const audience = find(AUDIENCE_COLUMN).name;
      audiences.push({ model, relation, key, audience, holdout: holdoutOf(sync, model) });
    }
    return audiences;
  }

  async #finder(
    sync: Sync,
    model: string,
    relation: string,
  ): Promise<(name: string, location?: SourceLocation) => Column> {
    const columns = await this.#warehouse.describe(relation);
    return (name, location = sync.location) => {
      const column = named(columns, name);
      if (column !== undefined) return column;
      throw missingColumn(location, model, name, columns);
    };
  }

  /** Both tables are made together by dbt's first build with our hooks. */
  async #isRecorded(schema: string): Promise<boolean> {
    try {
      return (await this.#warehouse.describe(`${schema}.tierline_build_nodes`)).length > 0;
    } catch (error) {
      if (error instanceof ConfigError && error.code === "relation_missing") return false;
      throw error;
    }
  }
}

function named(columns: readonly Column[], name: string): Column | undefined {
  return columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
}

/** Anything but a boolean could mean anything: `'no'` is a text that is there. */
function consentColumn(sync: Sync, { name, type, engineType }: Column): string {
  if (type === "boolean") return name;
  const column = `${sync.members.model}.${name}`;
  throw new ConfigError("consent_type", `Consent is true or false, but ${column} is a ${engineType}.`, {
    location: locationOfExclusion(sync, "consent"),
    remedy: "Make the column a boolean in the model: true for who agreed, false or NULL for everybody else.",
  });
}

function readRecognised(row: Row): Recognised {
  const identity = optionalTextOf(row, "identity");
  const by = KNOWN_BY.find((one) => one === textOf(row, "known_by"));
  return {
    recordId: textOf(row, "record_id"),
    known: identity === null || by === undefined ? null : { identity, by, isDesired: booleanOf(row, "is_desired") },
    isAmbiguous: booleanOf(row, "is_ambiguous"),
  };
}

function readNode(row: Row): BuildFacts["nodes"][number] {
  return { model: textOf(row, "model"), relation: textOf(row, "relation_name"), status: textOf(row, "status") };
}

function relationOf(build: BuildFacts, model: string): string {
  const node = build.nodes.find((candidate) => candidate.model === model);
  if (node !== undefined) return node.relation;
  throw new InvariantError("model_not_built", `The build was not asked for the model ${model}.`);
}

function missingColumn(location: SourceLocation, model: string, name: string, columns: readonly Column[]): ConfigError {
  const names = columns.map((column) => column.name);
  const near = closestName(name, names);
  const question = near === undefined ? "" : `Did you mean ${near}? `;
  return new ConfigError("column_missing", `The model ${model} has no column ${name}.`, {
    location,
    remedy: `${question}It has: ${names.join(", ")}.`,
  });
}
