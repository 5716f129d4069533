/** The commands that give up places which no file names: exactly as they are typed. */

export interface ReleasableOrphan {
  readonly sync: string;
  readonly in_file: boolean;
  readonly places: readonly { readonly place: number }[];
}

/** One for all places of a sync whose file is gone; else one for each place. */
export function releaseCommands({ sync, in_file: inFile, places }: ReleasableOrphan): readonly string[] {
  if (!inFile) return [`tierline release --sync ${sync} --reason "why"`];
  return places.map(({ place }) => `tierline release ${place} --reason "why"`);
}
