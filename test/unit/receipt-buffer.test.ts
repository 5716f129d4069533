import { describe, expect, test } from "vitest";
import { TransientError } from "../../src/domain/errors.ts";
import type { Receipt } from "../../src/domain/receipt.ts";
import type { Lease } from "../../src/journal/journal.ts";
import { ReceiptBuffer } from "../../src/journal/sql/receipt-buffer.ts";

const lease: Lease = { sync: "gold", fence: 1, leftMs: async () => 1, end: async () => undefined };
const receipt = (ordinal: number): Receipt => ({
  ordinal,
  outcome: "accepted",
  reason: null,
  message: null,
  recordId: null,
  ticket: null,
});

/** What was written, statement by statement. */
function bufferOf(delayMs: number, answer: () => boolean = () => true) {
  const clock = { ms: 0, nowMs: () => clock.ms };
  const written: (readonly number[])[] = [];
  const write = async (_lease: Lease, _planNo: number, receipts: readonly Receipt[]): Promise<boolean> => {
    const isWritten = answer();
    if (isWritten) written.push(receipts.map(({ ordinal }) => ordinal));
    return isWritten;
  };
  return { clock, written, buffer: new ReceiptBuffer({ clock, delayMs, write }) };
}

describe("receipts that need not wait", () => {
  test("are written when append resolves, which tells whether they were fenced", async () => {
    let isMine = true;
    const { buffer, written } = bufferOf(0, () => isMine);
    expect(await buffer.append(lease, 1, [receipt(1)])).toBe(true);
    expect(written).toEqual([[1]]);
    isMine = false;
    expect(await buffer.append(lease, 1, [receipt(2)])).toBe(false);
    await buffer.flush();
    expect(written).toEqual([[1]]);
  });
});

test("what could not be written at once is told by append alone, and the next goes on", async () => {
  let isBroken = true;
  const { buffer, written } = bufferOf(0, () => {
    if (isBroken) throw new TransientError("warehouse_unreachable", "It cannot be reached.");
    return true;
  });
  await expect(buffer.append(lease, 1, [receipt(1)])).rejects.toMatchObject({ code: "warehouse_unreachable" });
  await buffer.flush();
  isBroken = false;
  expect(await buffer.append(lease, 1, [receipt(1)])).toBe(true);
  expect(written).toEqual([[1]]);
});

describe("receipts that wait", () => {
  test("are written together once the first has waited long enough, and the rest by flush", async () => {
    const { buffer, clock, written } = bufferOf(3_000);
    for (const ordinal of [1, 2]) expect(await buffer.append(lease, 1, [receipt(ordinal)])).toBe(true);
    clock.ms = 2_999;
    await buffer.append(lease, 1, [receipt(3)]);
    expect(written).toEqual([]);
    clock.ms = 3_000;
    await buffer.append(lease, 1, [receipt(4)]);
    await buffer.append(lease, 1, [receipt(5)]);
    expect(written).toEqual([[1, 2, 3, 4]]);
    await buffer.flush();
    expect(written).toEqual([[1, 2, 3, 4], [5]]);
  });

  test("are written at once when they are many", async () => {
    const { buffer, written } = bufferOf(3_000);
    await buffer.append(
      lease,
      1,
      Array.from({ length: 5_000 }, (_, index) => receipt(index)),
    );
    expect(written.map((ordinals) => ordinals.length)).toEqual([5_000]);
  });

  test("of another plan do not mix", async () => {
    const { buffer, written } = bufferOf(3_000);
    await buffer.append(lease, 1, [receipt(1)]);
    await buffer.append(lease, 2, [receipt(1)]);
    await buffer.flush();
    expect(written).toEqual([[1], [1]]);
  });

  test("and were fenced are told by flush, and by the next append", async () => {
    const { buffer } = bufferOf(3_000, () => false);
    await buffer.append(lease, 1, [receipt(1)]);
    await expect(buffer.flush()).rejects.toMatchObject({ constructor: TransientError, code: "lease_lost" });
    expect(await buffer.append(lease, 1, [receipt(2)])).toBe(false);
  });

  test("and could not be written are told by flush", async () => {
    const { buffer } = bufferOf(3_000, () => {
      throw new TransientError("warehouse_unreachable", "It cannot be reached.");
    });
    await buffer.append(lease, 1, [receipt(1)]);
    await expect(buffer.flush()).rejects.toMatchObject({ code: "warehouse_unreachable" });
  });
});
