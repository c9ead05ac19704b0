import type { CallMessage } from "./protocol.ts";

/** How long a module may be at one call. */
export interface Patience {
  /** After that long the operator is told, and may end it. Undefined: nobody sits and waits for this call. */
  readonly tellMs?: number | undefined;
  /** After that long it is ended. */
  readonly endMs: number;
}

export interface Patiences {
  /** The card alone is at work: a matter of seconds. */
  readonly card: Patience;
  /** A person types a PIN on the reader, or the card makes a key. */
  readonly person: Patience;
  /** A look at the readers that nobody has asked for, and tidying up. */
  readonly quiet: Patience;
}

export const usualPatiences: Patiences = { card: { tellMs: 5_000, endMs: 60_000 }, person: { tellMs: 30_000, endMs: 180_000 }, quiet: { endMs: 15_000 } };

/** @returns true for calls that may wait for a person by themselves: a key is made, or no PIN comes with it because it is typed on the reader */
export function mayTakeLong({ name, args }: Pick<CallMessage, "name" | "args">): boolean {
  if (name === "generate") return true;
  const pin = name === "open" || name === "changePin" ? args[1] : undefined;
  return pin instanceof Uint8Array && pin.length === 0;
}
