/**
 * Works on many things, at most so many at once, begun in their order.
 * @param signal what is begun is finished, nothing more is begun
 * @throws what the first failing work threw, after those already begun have ended; nothing more is begun then
 */
export async function forEachAtOnce<Thing extends object>(things: readonly Thing[], atOnceMax: number, work: (thing: Thing) => Promise<void>, signal?: AbortSignal): Promise<void> {
  let next = 0;
  const broken: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (let thing = things[next++]; thing !== undefined; thing = things[next++]) {
      if (broken.length > 0 || signal?.aborted === true) return;
      try {
        await work(thing);
      } catch (error) {
        broken.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, atOnceMax) }, worker));
  if (broken.length > 0) throw broken[0];
}
