/**
 * What an enumeration may hold at a destination: the values its column has in the build that is sent. Read once per
 * plan, since a destination that knows fewer refuses every row with a new one.
 */
import { ConfigError } from "../domain/errors.ts";
import type { Sync, SyncProperty } from "../domain/sync.ts";
import type { BuildFacts, Source } from "../journal/source.ts";
import type { SourceAccess, Warehouse } from "../warehouse/warehouse.ts";

/** HubSpot takes more, but nobody picks from a longer list; a column of free text is a mistake. */
const VALUES_MAX = 1_000;

export class EnumerationOptions {
  readonly #warehouse: Warehouse;
  readonly #access: SourceAccess;
  readonly #values = new Map<string, readonly string[]>();

  /** `warehouse`: a connection that reaches dbt's relations while `access` reads. */
  constructor(warehouse: Warehouse, access: SourceAccess) {
    this.#warehouse = warehouse;
    this.#access = access;
  }

  /** The same source, which also looks up the values of each sync that is planned. */
  watch<Desired>(source: Source<Desired>): Source<Desired> {
    return {
      newestBuild: (models) => source.newestBuild(models),
      recognise: (sync, build, place, contacts) => source.recognise(sync, build, place, contacts),
      desired: async (sync, build) => {
        const desired = await source.desired(sync, build);
        await this.#read(sync, build);
        return desired;
      },
    };
  }

  /** From the newest build of each sync's members, where there is one. */
  async readAll<Desired>(syncs: readonly Sync[], source: Source<Desired>): Promise<void> {
    for (const sync of syncs) {
      const build = await source.newestBuild([sync.members.model]);
      if (build !== undefined) await this.#read(sync, build);
    }
  }

  /** The property with options that are always those read last. */
  describe(sync: Sync, property: SyncProperty): SyncProperty & { readonly options: readonly string[] } {
    const values = this.#values;
    const key = keyOf(sync, property);
    return {
      ...property,
      get options() {
        return values.get(key) ?? [];
      },
    };
  }

  async #read(sync: Sync, build: BuildFacts): Promise<void> {
    const enumerations = sync.properties.filter(({ type }) => type === "enumeration");
    const node = build.nodes.find(({ model }) => model === sync.members.model);
    if (node === undefined || enumerations.length === 0) return;
    await this.#access.read(async () => {
      for (const property of enumerations)
        this.#values.set(keyOf(sync, property), await this.#distinct(sync, property, node.relation));
    });
  }

  async #distinct(sync: Sync, property: SyncProperty, relation: string): Promise<readonly string[]> {
    const { dialect } = this.#warehouse;
    const column = dialect.quote(property.column);
    const rows = await this.#warehouse.rows(
      `select distinct cast(${column} as ${dialect.types.text}) as value from ${relation}
       where ${column} is not null order by value limit ${VALUES_MAX + 1}`,
    );
    if (rows.length > VALUES_MAX)
      throw new ConfigError(
        "enumeration_too_long",
        `${property.name} is an enumeration, but ${property.column} has more than ${VALUES_MAX} values.`,
        { remedy: "Write type: string for it.", location: sync.location },
      );
    return rows.map((row) => String(row["value"]));
  }
}

function keyOf(sync: Sync, property: SyncProperty): string {
  return JSON.stringify([sync.name, property.name]);
}
