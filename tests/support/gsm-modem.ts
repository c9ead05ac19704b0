import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import path from "node:path";

/** A text as the network has it: put together again from its parts, decoded by this file alone. */
export interface DeliveredText {
  readonly number: string;
  readonly text: string;
  readonly parts: number;
}
export interface GsmModemOptions {
  /** The SIM's; tries are counted as a real one does. */
  readonly simPin?: string;
  /** Answers of AT+CREG? in turn; the last stays. Default: at home. */
  readonly registration?: readonly number[];
  /** Answer to a message, instead of taking it. */
  readonly refuses?: string;
  readonly echo?: boolean;
  /** Says nothing at all. */
  readonly dead?: boolean;
  /** Reports that nobody asked for. */
  readonly chatter?: string;
}

/** A GSM modem on one end of a pair of pseudo-terminals. It speaks what 3GPP TS 27.005 and 27.007 say of the commands it knows, and ERROR to others. */
export class GsmModem {
  readonly commands: string[] = [];
  readonly #texts = new Map<string, { number: string; parts: Map<number, string>; count: number }>();
  /** The other end, for whoever sends. */
  readonly device: string;
  readonly #socat: ChildProcess;
  readonly #end: FileHandle;
  readonly #options: GsmModemOptions;
  #opened: boolean;
  #pinTries = 3;
  #asked = 0;
  #echo: boolean;
  #message: number | undefined;
  #buffer = "";
  #reference = 0;

  private constructor(device: string, socat: ChildProcess, end: FileHandle, options: GsmModemOptions) {
    this.device = device;
    this.#socat = socat;
    this.#end = end;
    this.#options = options;
    this.#opened = options.simPin === undefined;
    this.#echo = options.echo ?? true;
  }

  static async start(folder: string, options: GsmModemOptions = {}): Promise<GsmModem> {
    const [device, own] = [path.join(folder, `modem-${Math.random().toString(36).slice(2)}`), path.join(folder, `end-${Math.random().toString(36).slice(2)}`)];
    const socat = spawn("socat", [`pty,rawer,link=${device}`, `pty,rawer,link=${own}`], { stdio: "ignore" });
    for (const deadline = Date.now() + 20_000; !existsSync(device) || !existsSync(own); ) {
      if (Date.now() > deadline) throw new Error("socat made no pair of terminals");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const modem = new GsmModem(device, socat, await open(own, "r+"), options);
    void modem.#listen();
    return modem;
  }

  /** Texts whose parts have all come. */
  get texts(): readonly DeliveredText[] {
    return [...this.#texts.values()].filter(({ parts, count }) => parts.size === count).map(({ number, parts, count }) => ({ number, parts: count, text: Array.from({ length: count }, (_, at) => parts.get(at + 1) ?? "").join("") }));
  }

  async stop(): Promise<void> {
    const gone = once(this.#socat, "exit");
    this.#socat.kill();
    await gone;
    await this.#end.close().catch(() => undefined); // the terminal went with socat
  }

  async #listen(): Promise<void> {
    const bytes = Buffer.alloc(4096);
    for (;;) {
      const { bytesRead } = await this.#end.read(bytes, 0, bytes.length, null).catch(() => ({ bytesRead: 0 }));
      if (bytesRead === 0) return;
      if (this.#options.dead === true) continue;
      for (const character of bytes.subarray(0, bytesRead).toString("latin1")) await this.#take(character);
    }
  }

  async #say(text: string): Promise<void> {
    await this.#end.write(text).catch(() => undefined);
  }

  async #take(character: string): Promise<void> {
    if (character === "\u001b") {
      this.#message = undefined;
      this.#buffer = "";
      return;
    }
    const ends = this.#message === undefined ? "\r" : "\u001a";
    if (character !== ends) {
      this.#buffer += character;
      return;
    }
    const line = this.#buffer.trim();
    this.#buffer = "";
    if (this.#message !== undefined) return this.#takeMessage(line);
    this.commands.push(line);
    if (this.#echo) await this.#say(`${line}\r\r\n`);
    if (this.#options.chatter !== undefined) await this.#say(`\r\n${this.#options.chatter}\r\n`);
    const answer = this.#answer(line);
    if (answer !== undefined) await this.#say(`\r\n${answer}\r\n`);
    else await this.#say("\r\n> ");
  }

  /** undefined: a message is waited for. */
  #answer(line: string): string | undefined {
    if (line === "AT" || line === "AT+CMEE=1") return "OK";
    if (line === "ATE0") {
      this.#echo = false;
      return "OK";
    }
    if (line === "AT+CPIN?") return this.#opened ? "+CPIN: READY\r\n\r\nOK" : `+CPIN: ${this.#pinTries > 0 ? "SIM PIN" : "SIM PUK"}\r\n\r\nOK`;
    const pin = /^AT\+CPIN="(\d+)"$/.exec(line);
    if (pin !== null) {
      this.#opened = this.#pinTries > 0 && pin[1] === this.#options.simPin;
      if (!this.#opened) this.#pinTries--;
      return this.#opened ? "OK" : "+CME ERROR: 16";
    }
    if (!this.#opened) return "+CME ERROR: 11";
    if (line === "AT+CREG?") {
      const states = this.#options.registration ?? [1];
      return `+CREG: 0,${states[Math.min(this.#asked++, states.length - 1)]}\r\n\r\nOK`;
    }
    if (line === "AT+CMGF=0") return "OK";
    const octets = /^AT\+CMGS=(\d+)$/.exec(line);
    if (octets === null) return "ERROR";
    this.#message = Number(octets[1]);
    return undefined;
  }

  async #takeMessage(hex: string): Promise<void> {
    const announced = this.#message;
    this.#message = undefined;
    const pdu = Buffer.from(hex, "hex");
    if (this.#options.refuses !== undefined) return this.#say(`\r\n${this.#options.refuses}\r\n`);
    if (pdu.length * 2 !== hex.length || pdu.length - 1 - (pdu[0] ?? 0) !== announced) return this.#say("\r\n+CMS ERROR: 304\r\n"); // invalid PDU
    const { number, text, reference, count, part } = decodeSubmit(pdu);
    const key = `${number} ${reference ?? `alone ${this.#reference}`}`;
    const known = this.#texts.get(key) ?? { number, parts: new Map<number, string>(), count };
    known.parts.set(part, text);
    this.#texts.set(key, known);
    await this.#say(`\r\n+CMGS: ${this.#reference++}\r\n\r\nOK\r\n`);
  }
}

/** An SMS-SUBMIT read bit by bit, by the tables of 3GPP TS 23.040 §9.2.2.2 and not by what wrote it. */
export function decodeSubmit(pdu: Buffer): { number: string; text: string; reference: number | undefined; count: number; part: number } {
  let at = 1 + (pdu[0] ?? 0);
  const first = pdu[at++] ?? 0;
  if ((first & 0x03) !== 0x01 || (first & 0x18) !== 0) throw new Error("no SMS-SUBMIT without validity");
  at++; // message reference
  const digits = pdu[at++] ?? 0;
  if (pdu[at++] !== 0x91) throw new Error("not an international number");
  let number = "";
  for (let i = 0; i < digits; i++) number += String((i % 2 === 0 ? (pdu[at + (i >> 1)] ?? 0) : (pdu[at + (i >> 1)] ?? 0) >> 4) & 15);
  at += Math.ceil(digits / 2);
  at++; // protocol
  const coding = pdu[at++];
  const length = pdu[at++] ?? 0;
  const data = pdu.subarray(at);
  const header = (first & 0x40) === 0 ? undefined : data.subarray(0, 1 + (data[0] ?? 0));
  const headerBytes = header?.length ?? 0;
  const [reference, count, part] = header === undefined ? [undefined, 1, 1] : [header[3] ?? 0, header[4] ?? 0, header[5] ?? 0];
  if (header !== undefined && (header[1] !== 0 || header[2] !== 3)) throw new Error("another header than of a part");
  if (coding === 0x08) {
    if (length !== data.length) throw new Error("the length is not that of the data");
    return { number: `+${number}`, text: Buffer.from(data.subarray(headerBytes)).swap16().toString("utf16le"), reference, count, part };
  }
  if (coding !== 0x00 || data.length !== Math.ceil((length * 7) / 8)) throw new Error("the length is not that of the data");
  const bit = (n: number): number => ((data[n >> 3] ?? 0) >> (n & 7)) & 1;
  const skipped = Math.ceil((headerBytes * 8) / 7);
  const septets = Array.from({ length: length - skipped }, (_, i) => Array.from({ length: 7 }, (_unused, b) => bit((i + skipped) * 7 + b) << b).reduce((sum, one) => sum + one, 0));
  return { number: `+${number}`, text: fromSeptets(septets), reference, count, part };
}

/** The columns of the table in 3GPP TS 23.038 §6.2.1, top to bottom. */
const columns = ["@£$¥èéùìòÇ\nØø\rÅå", "Δ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ", " !\"#¤%&'()*+,-./", "0123456789:;<=>?", "¡ABCDEFGHIJKLMNO", "PQRSTUVWXYZÄÖÑÜ§", "¿abcdefghijklmno", "pqrstuvwxyzäöñüà"];

function fromSeptets(septets: readonly number[]): string {
  const extended: Readonly<Record<number, string>> = { 10: "\f", 20: "^", 40: "{", 41: "}", 47: "\\", 60: "[", 61: "~", 62: "]", 64: "|", 101: "€" };
  let text = "";
  for (let i = 0; i < septets.length; i++) {
    const septet = septets[i] ?? 0;
    text += septet === 27 ? (extended[septets[++i] ?? 0] ?? "?") : [...(columns[septet >> 4] ?? "")][septet & 15];
  }
  return text;
}
