/** `Desired` of the SQL journal: where the models of one build lie, and how their columns are read. */
import type { Holdout } from "../../domain/holdout.ts";
import type { PropertyFormat, PropertyType } from "../../domain/sync.ts";
import type { Column } from "../../warehouse/warehouse.ts";

export interface DesiredProperty {
  readonly type: PropertyType;
  readonly format: PropertyFormat;
  readonly column: Column;
}

export interface DesiredRelations {
  readonly members: {
    readonly model: string;
    /** As dbt quotes it. */
    readonly relation: string;
    readonly key: string;
    readonly email: string;
    readonly reason: string | null;
    /** A boolean column, which must be TRUE before a member is sent; null: nobody is asked. */
    readonly consent: string | null;
    /** In the order of `PlanRequest.properties`. */
    readonly properties: readonly DesiredProperty[];
  };
  /** At least one of the two columns is there; null when the sync names no such model. */
  readonly suppress: {
    readonly model: string;
    readonly relation: string;
    readonly key: string | null;
    readonly email: string | null;
  } | null;
  readonly audiences: readonly {
    readonly model: string;
    readonly relation: string;
    readonly holdout: Holdout | null;
    readonly key: string;
    /** The column that names the audience. */
    readonly audience: string;
  }[];
}
