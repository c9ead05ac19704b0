/**
 * Cuts a stream into pieces of exactly this size; the last may be shorter, and an empty stream gives none.
 * One piece is used over and over: it is good until the next is asked for.
 */
export async function* pieces(content: AsyncIterable<Uint8Array>, pieceBytes: number): AsyncGenerator<Uint8Array, void, undefined> {
  const piece = new Uint8Array(pieceBytes);
  let filled = 0;
  for await (const chunk of content) {
    for (let from = 0; from < chunk.length; ) {
      const taken = Math.min(pieceBytes - filled, chunk.length - from);
      piece.set(chunk.subarray(from, from + taken), filled);
      filled += taken;
      from += taken;
      if (filled === pieceBytes) {
        yield piece;
        filled = 0;
      }
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
}
