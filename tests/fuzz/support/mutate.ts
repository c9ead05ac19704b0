import type { Dice } from "./dice.ts";
import { byteMutators, textMutators } from "./mutators.ts";

export interface Mutant {
  readonly bytes: Buffer;
  /** Names of what was done, in order. */
  readonly how: readonly string[];
}

const textNames = Object.keys(textMutators);
const byteNames = Object.keys(byteMutators);

/** One to four changes, mostly of the structure. @param others messages of the same conversation to splice from @param onlyText keeps it a text, to be signed again */
export function mutate(original: Uint8Array, dice: Dice, others: readonly string[], onlyText = false): Mutant {
  const how: string[] = [];
  let bytes: Buffer = Buffer.from(original);
  const changes = dice.pick([1, 1, 1, 1, 2, 2, 3, 4]);
  for (let i = 0; i < changes; i++) {
    if (bytes.length === 0) break;
    if (!onlyText && dice.oneIn(4)) {
      const name = dice.pick(byteNames);
      bytes = byteMutators[name]?.(bytes, dice) ?? bytes;
      how.push(name);
    } else {
      const name = dice.pick(textNames);
      const text = bytes.toString("utf8");
      bytes = Buffer.from(textMutators[name]?.(text, dice, others.length > 0 ? others : [text]) ?? text);
      how.push(name);
    }
  }
  return { bytes, how };
}
