/** A merge field ("audience field") of the audience (merge fields reference). */
export const mergeFieldTypes = ["text", "number", "date", "dropdown", "radio"] as const;
export type MergeFieldType = (typeof mergeFieldTypes)[number];

export interface MergeField {
  readonly mergeId: number;
  readonly tag: string;
  readonly name: string;
  readonly type: MergeFieldType;
  readonly isPublic: boolean;
  /** Default: not. */
  readonly isRequired?: boolean;
  readonly helpText: string;
  /** Of a dropdown or radio; empty for every other type. */
  readonly choices: readonly string[];
}

export function mergeFieldAnswer(field: MergeField, listId: string): unknown {
  return {
    merge_id: field.mergeId,
    tag: field.tag,
    name: field.name,
    type: field.type,
    required: field.isRequired ?? false,
    default_value: "",
    public: field.isPublic,
    display_order: field.mergeId,
    options: optionsOf(field),
    help_text: field.helpText,
    list_id: listId,
  };
}

function optionsOf({ type, choices }: MergeField): unknown {
  if (type === "date") return { date_format: "MM/DD/YYYY" };
  return type === "dropdown" || type === "radio" ? { choices } : { size: 25 };
}
