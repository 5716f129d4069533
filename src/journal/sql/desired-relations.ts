/** `Desired` of the SQL journal: where the models of one build lie, and how their columns are read. */
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
    /** In the order of `PlanRequest.properties`. */
    readonly properties: readonly DesiredProperty[];
  };
  readonly audiences: readonly {
    readonly model: string;
    readonly relation: string;
    readonly key: string;
    /** The column that names the audience. */
    readonly audience: string;
  }[];
}
