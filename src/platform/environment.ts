/** Environment variables, handed in by whoever starts the program. */
export type Environment = Readonly<Record<string, string | undefined>>;
