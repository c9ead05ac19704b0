/**
 * Where the encrypted segments of a transaction lie: prepared ones until the bank has them, received ones until they are opened.
 * A caller that wants to go on after a crash keeps them durably: `put` has done so when it returns.
 */
export interface SegmentStore {
  /** @param number SegmentNumber, from 1; again for the same number replaces it */
  put(number: number, ciphertext: Uint8Array): Promise<void>;
  /** @throws when it is not there */
  get(number: number): Promise<Uint8Array>;
}

/** For what is small and begins anew after a crash. */
export function segmentsInMemory(): SegmentStore {
  const kept = new Map<number, Uint8Array>();
  return {
    put: async (number, ciphertext) => void kept.set(number, ciphertext),
    get: async (number) => {
      const ciphertext = kept.get(number);
      if (ciphertext === undefined) throw new Error(`segment ${number} is not there`);
      return ciphertext;
    },
  };
}
