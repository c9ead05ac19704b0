import type { EbicsRequest, Exchange } from "../../../src/ebics/index.ts";

/** Runs an exchange against a host function. @returns the result and every request that was yielded */
export async function converse<T>(exchange: Exchange<T>, host: (request: EbicsRequest) => Promise<Uint8Array> | Uint8Array): Promise<{ readonly result: T; readonly requests: readonly EbicsRequest[] }> {
  const requests: EbicsRequest[] = [];
  let next = await exchange.next();
  while (next.done !== true) {
    requests.push(next.value);
    next = await exchange.next(await host(next.value));
  }
  return { result: next.value, requests };
}
