/** Writes its number before each record of a CSV in which every record ends in LF and quotes are balanced; the header's is 0. */
const [LF, QUOTE] = [10, 34] as const;

export async function* numberRecords(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let recordNo = 0;
  let isBeginning = true;
  let isQuoted = false;
  for await (const chunk of chunks) {
    const parts: Buffer[] = [];
    let from = 0;
    for (const [at, byte] of chunk.entries()) {
      if (isBeginning) {
        parts.push(chunk.subarray(from, at), Buffer.from(`${recordNo},`));
        from = at;
        recordNo += 1;
      }
      if (byte === QUOTE) isQuoted = !isQuoted;
      isBeginning = byte === LF && !isQuoted;
    }
    parts.push(chunk.subarray(from));
    yield Buffer.concat(parts);
  }
}
