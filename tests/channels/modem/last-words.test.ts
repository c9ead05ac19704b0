import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LastWords } from "../../../src/channels/calls/last-words.ts";
import { lostWordsAtEnd } from "../../../src/channels/modem/call.ts";

const lost = "\r\nNO CARRIER\r\n";
const silenceMs = 1_000;

/** Hears these pieces, one after the other, then silence. */
function hear(pieces: readonly string[], pauseMs = 0): { readonly heard: string; readonly said: boolean } {
  let heard = "";
  let said = false;
  const words = new LastWords({ bytesAtEnd: lostWordsAtEnd, isWhole: (held) => held.length === lost.length, handOn: (bytes) => { heard += bytes.toString("latin1"); }, said: () => { said = true; } });
  for (const piece of pieces) {
    words.hear(Buffer.from(piece, "latin1"));
    vi.advanceTimersByTime(pauseMs);
  }
  vi.advanceTimersByTime(silenceMs);
  return { heard, said };
}

const cutAt = (text: string, places: readonly number[]): string[] => {
  const sorted = [0, ...places.map((place) => place % (text.length + 1)).sort((a, b) => a - b), text.length];
  return sorted.slice(1).map((end, at) => text.slice(sorted[at], end));
};

describe("the modem's last words", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("are found at the end of any data, in whatever pieces they come", () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(..."\r\nNO CARIEx") }), fc.array(fc.nat(), { maxLength: 20 }), (data, places) => {
      const { heard, said } = hear(cutAt(data + lost, places));
      expect(said).toBe(true);
      expect(data.startsWith(heard.slice(0, data.length))).toBe(true);
      expect(heard.length).toBeLessThan(data.length + 3); // two bytes of the words are not held back
    }));
  });

  it("are data when more comes; and then every byte is handed on, in order", () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(..."\r\nNO CARIEx") }), fc.array(fc.nat(), { maxLength: 20 }), fc.constantFrom(0, 300), (data, places, pauseMs) => {
      const text = `${lost}${data}${lost}.`;
      expect(hear(cutAt(text, places), pauseMs)).toEqual({ heard: text, said: false });
    }));
  });

  it("are nothing without their beginning", () => {
    expect(hear(["NO CARRIER\r\n"])).toEqual({ heard: "NO CARRIER\r\n", said: false });
    expect(hear(["\r\nNO CARRI", "ER"])).toEqual({ heard: "\r\nNO CARRIER", said: false });
  });
});
