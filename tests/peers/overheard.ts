import { ServerResponse } from "node:http";
import { vi } from "vitest";
import type { PracticeBank } from "../../src/bank/index.ts";

/** Every EBICS answer that this process's HTTPS server puts on the line from now on, whoever asked. */
export function overhearAnswers(): readonly Uint8Array[] {
  const answers: Uint8Array[] = [];
  const end = ServerResponse.prototype.end;
  vi.spyOn(ServerResponse.prototype, "end").mockImplementation(function (this: ServerResponse, ...parts: unknown[]) {
    const [content] = parts;
    if (content instanceof Uint8Array) answers.push(Uint8Array.from(content));
    return Reflect.apply(end, this, parts) as ServerResponse;
  });
  return answers;
}

/** What a peer asked and what it was told: `CCT, Transfer segment 1: 000000 091301`. */
export function heard(bank: PracticeBank): string[] {
  return bank.admin.trace(500).map((one) => `${one.summary}: ${one.technical} ${one.business}`);
}
