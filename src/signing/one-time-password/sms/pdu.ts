import { packSeptets, toSeptets } from "./gsm-alphabet.ts";

/** One SMS-SUBMIT as a modem takes it. */
export interface Pdu {
  /** Upper-case hex, with the length 00 of the service centre's address in front: the SIM's own is used. */
  readonly hex: string;
  /** Octets without the service centre's address: what AT+CMGS is told. */
  readonly octets: number;
}

const septetsAlone = 160;
/** Seven of 160 septets hold the header of a part. */
const septetsInPart = 153;
const unitsAlone = 70;
const unitsInPart = 67;
const partsMax = 5;

const submit = 0x01;
const hasHeader = 0x40;

/**
 * A text as the messages that carry it: one where it fits, else parts that the telephone puts together again.
 * In the 7-bit alphabet where every letter is in it, else in UCS-2.
 * @param number international, `+36301234567` @param reference 0 to 255, the same for the parts of one text
 * @throws Error for a text of more than five parts, or a number that is none
 * Source: 3GPP TS 23.040 §9.2.2.2 (SMS-SUBMIT), §9.2.3.24.1 (concatenation)
 */
export function pdusFor(number: string, text: string, reference: number): readonly Pdu[] {
  const septets = toSeptets(text);
  const address = addressOf(number);
  if (septets !== undefined) {
    const parts = cut(septets, septetsAlone, septetsInPart);
    return parts.map((part, at) => {
      const header = headerOf(parts.length, at, reference);
      const fillBits = (7 - ((header.length * 8) % 7)) % 7;
      const length = part.length + (header.length * 8 + fillBits) / 7;
      return pdu(address, 0x00, header, length, packSeptets(part, fillBits));
    });
  }
  const parts = cut([...text].map((letter) => Array.from({ length: letter.length }, (_, i) => letter.charCodeAt(i))), unitsAlone, unitsInPart);
  return parts.map((part, at) => {
    const header = headerOf(parts.length, at, reference);
    const units = Buffer.alloc(part.length * 2);
    for (const [i, unit] of part.entries()) units.writeUInt16BE(unit, i * 2);
    return pdu(address, 0x08, header, header.length + units.length, units);
  });
}

/** @param dataLength in septets or octets, header included */
function pdu(address: Buffer, coding: number, header: Buffer, dataLength: number, data: Buffer): Pdu {
  const messageReference = 0x00; // the modem counts
  const protocol = 0x00;
  const octets = Buffer.concat([Buffer.of(submit | (header.length > 0 ? hasHeader : 0), messageReference), address, Buffer.of(protocol, coding, dataLength), header, data]);
  return { hex: `00${octets.toString("hex").toUpperCase()}`, octets: octets.length };
}

/** Letters are never cut in two: neither a letter of the extension nor a surrogate pair. */
function cut(letters: readonly (readonly number[])[], alone: number, inPart: number): number[][] {
  if (letters.reduce((size, letter) => size + letter.length, 0) <= alone) return [letters.flat()];
  const parts: number[][] = [[]];
  for (const letter of letters) {
    const last = parts.at(-1) ?? [];
    if (last.length + letter.length > inPart) parts.push([...letter]);
    else last.push(...letter);
  }
  if (parts.length > partsMax) throw new Error(`A text of ${parts.length} parts is too long; at most ${partsMax} are sent`);
  return parts;
}

/** Nothing for a text that is whole; else length 5, element 00 of 3 octets: reference, count, number. */
function headerOf(count: number, at: number, reference: number): Buffer {
  return count === 1 ? Buffer.alloc(0) : Buffer.of(0x05, 0x00, 0x03, reference & 0xff, count, at + 1);
}

/** Digits in swapped half octets behind their count and the type: international number, ISDN plan. 3GPP TS 23.040 §9.1.2.5 */
function addressOf(number: string): Buffer {
  if (!/^\+[1-9]\d{6,14}$/.test(number)) throw new Error("Not an international telephone number");
  const digits = number.slice(1);
  const swapped = (digits.length % 2 === 0 ? digits : `${digits}F`).replace(/(.)(.)/g, "$2$1");
  return Buffer.concat([Buffer.of(digits.length, 0x91), Buffer.from(swapped, "hex")]);
}
