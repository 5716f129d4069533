/** What a store on any server has in common: one connection reaches events, models and states, and nothing of it is a file. */
import type { Warehouse } from "../../warehouse/warehouse.ts";
import type { World } from "../world.ts";
import type { OpenState, OpenStore, Store } from "./store.ts";

/** A server has a clock of its own, by which leases run. */
interface ServerWarehouse extends Warehouse {
  nowMs(): Promise<number>;
}

export interface ServerParts {
  open(): Promise<ServerWarehouse>;
  /** Where dbt's relations lie; not quoted. */
  readonly marts: string;
  /** What the journal of a target's state must know of the engine, but for its clock: that is the server's. */
  stateOf(target: string): Omit<OpenState["journal"], "clock" | "position">;
  /** Whose state is written. */
  readonly target: string;
  readonly server: NonNullable<Store["server"]>;
}

export function storeOnServer(world: Pick<World, "aheadMs">, parts: ServerParts): Store {
  async function openMarts(): Promise<OpenStore & { readonly warehouse: ServerWarehouse }> {
    const warehouse = await parts.open();
    const schema = warehouse.dialect.quote(parts.marts);
    return { warehouse, access: { read: (work) => work(schema) }, close: () => warehouse.close() };
  }

  async function openStateOf(target: string): Promise<OpenState> {
    const marts = await openMarts();
    const clock = { nowMs: async () => (await marts.warehouse.nowMs()) + world.aheadMs() };
    return { ...marts, journal: { ...parts.stateOf(target), clock, position: null } };
  }

  return {
    isThere: () => Promise.resolve(true),
    openRaw: () => parts.open(),
    openMarts,
    openState: () => openStateOf(parts.target),
    openReadings: openStateOf,
    server: parts.server,
    loss: {
      isTold: false,
      setAside: () => Promise.resolve(null),
      openAnew: () => openStateOf(parts.target),
      forget: () => Promise.resolve(),
    },
  };
}
