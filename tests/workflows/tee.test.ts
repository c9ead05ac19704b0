import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tee } from "../../src/workflows/tee.ts";

async function* from(pieces: readonly number[], onPull: () => void = () => undefined, failAt = -1): AsyncGenerator<number> {
  for (const [index, piece] of pieces.entries()) {
    onPull();
    if (index === failAt) throw new Error("the disk failed");
    yield piece;
  }
}

/** Takes everything, pausing so many turns after each piece, and leaving after so many pieces. */
async function take(source: AsyncIterable<number>, pauses: readonly number[], leaveAfter = Number.POSITIVE_INFINITY): Promise<number[]> {
  const got: number[] = [];
  for await (const piece of source) {
    got.push(piece);
    if (got.length >= leaveAfter) break;
    for (let i = 0; i < (pauses[got.length % Math.max(1, pauses.length)] ?? 0); i++) await turn();
  }
  return got;
}

describe("tee", () => {
  it("gives both readers everything in order, whatever their pace", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 30 }), fc.array(fc.nat(3), { maxLength: 5 }), fc.array(fc.nat(3), { maxLength: 5 }), async (pieces, a, b) => {
        const [first, second] = tee(from(pieces));
        expect(await Promise.all([take(first, a), take(second, b)])).toEqual([pieces, pieces]);
      }),
      { numRuns: 100 },
    );
  });

  it("does not let one run away from the other", async () => {
    let pulled = 0;
    const [fast, slow] = tee(from(Array.from({ length: 50 }, (_, n) => n), () => pulled++));
    const taking = take(fast, []);
    for (let i = 0; i < 50; i++) await turn();
    expect(pulled).toBeLessThanOrEqual(3);
    expect((await take(slow, [])).length).toBe(50);
    expect((await taking).length).toBe(50);
  });

  it("does not wait for a reader that has left", async () => {
    const [first, second] = tee(from([1, 2, 3, 4, 5, 6]));
    expect(await Promise.all([take(first, [], 2), take(second, [])])).toEqual([[1, 2], [1, 2, 3, 4, 5, 6]]);
  });

  it("tells both when the source fails", async () => {
    const [first, second] = tee(from([1, 2, 3], undefined, 2));
    const results = await Promise.allSettled([take(first, []), take(second, [])]);
    expect(results.map((one) => one.status)).toEqual(["rejected", "rejected"]);
  });
});
