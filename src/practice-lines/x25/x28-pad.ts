/** What a PAD does to the world. */
export interface PadOutside {
  /** To the terminal. */
  say(bytes: Buffer): void;
  /** Data for the far end of the call. */
  send(bytes: Buffer): void;
  /** The answer may come later, by `connected` or `cleared`. */
  call(selection: Selection): void;
  clear(): void;
}

export interface Selection {
  readonly address: string;
  readonly facilities: readonly string[];
  readonly userData: string;
}

type Mode = "waiting" | "command" | "calling" | "data";

/** The simple standard profile (X.28, table 2): what a terminal finds when it comes. */
const simpleProfile: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 126, 4: 0, 5: 1, 6: 5, 7: 2, 8: 0, 9: 0, 10: 0, 11: 14, 12: 1, 13: 0, 14: 0, 15: 0, 16: 127, 17: 24, 18: 18, 19: 1, 20: 0, 21: 0, 22: 0 };
/** The transparent one. */
const transparentProfile: Readonly<Record<number, number>> = { ...simpleProfile, 1: 0, 2: 0, 3: 0, 4: 20, 5: 0, 6: 0, 7: 2, 12: 0 };
const commandCharsMax = 255;
const dle = 0x10;
/** Causes in words and figures, as PADs say them. */
const causes: Readonly<Record<number, string>> = { 0: "DTE", 1: "OCC", 3: "INV", 5: "NC", 9: "DER", 11: "NA", 13: "NP", 17: "RPE", 19: "ERR", 21: "ROO", 25: "RNA", 33: "ID" };

/** A PAD's dialogue with a terminal (ITU-T X.28) and its parameters (X.3), without wire or network of its own. */
export class X28Pad {
  readonly #outside: PadOutside;
  #parameters = new Map<number, number>();
  #mode: Mode = "waiting";
  #command = "";

  constructor(outside: PadOutside) {
    this.#outside = outside;
    this.#load(simpleProfile);
  }

  get mode(): Mode {
    return this.#mode;
  }

  take(bytes: Uint8Array): void {
    let data: number[] = [];
    for (const byte of bytes) {
      if (this.#mode === "data" && !this.#isRecall(byte)) {
        data.push(byte);
        if (this.#parameters.get(2) === 1) this.#outside.say(Buffer.of(byte));
        continue;
      }
      if (data.length > 0) this.#outside.send(Buffer.from(data));
      data = [];
      this.#takeCommandByte(byte);
    }
    if (data.length > 0) this.#outside.send(Buffer.from(data));
  }

  /** From the far end of the call. */
  deliver(bytes: Buffer): void {
    if (this.#mode === "data") this.#outside.say(bytes);
  }

  connected(): void {
    if (this.#mode !== "calling") return;
    this.#mode = "data";
    this.#signal("COM");
  }

  /** The network, or the far end, has cleared the call. */
  cleared(cause: number, diagnostic: number): void {
    if (this.#mode === "waiting" || this.#mode === "command") return;
    this.#mode = "command";
    this.#signal(`CLR ${causes[cause] ?? "DTE"} C:${String(cause).padStart(3, "0")} D:${String(diagnostic).padStart(3, "0")}`);
    this.#prompt();
  }

  /** The terminal is gone: its call is cleared. */
  lineDropped(): void {
    if (this.#mode === "calling" || this.#mode === "data") this.#outside.clear();
    this.#mode = "waiting";
    this.#command = "";
    this.#load(simpleProfile);
  }

  #isRecall(byte: number): boolean {
    const recall = this.#parameters.get(1) ?? 0;
    const isRecall = recall === 1 ? byte === dle : recall >= 32 && byte === recall;
    if (isRecall) {
      this.#mode = "command";
      this.#prompt();
    }
    return isRecall;
  }

  #takeCommandByte(byte: number): void {
    if (byte === dle) return; // recalled: nothing else comes of it
    if (this.#parameters.get(2) === 1 && byte !== 0x0d) this.#outside.say(Buffer.of(byte));
    if (byte === 0x0d) {
      const command = this.#command;
      this.#command = "";
      if (this.#mode === "waiting") this.#greet();
      else if (this.#mode === "command") this.#run(command.trim());
    } else if (byte >= 0x20 && this.#command.length < commandCharsMax) this.#command += String.fromCharCode(byte);
  }

  #greet(): void {
    this.#mode = "command";
    this.#signal("KONTOR PRACTICE PAD");
    this.#prompt();
  }

  #run(line: string): void {
    const [, word = "", rest = ""] = /^([A-Z]+\??) *(.*)$/i.exec(line) ?? [];
    switch (word.toUpperCase()) {
      case "PAR?": this.#showParameters(rest); break;
      case "SET": this.#set(rest, false); break;
      case "SET?": this.#set(rest, true); break;
      case "PROF": this.#profile(rest); break;
      case "STAT": this.#signal("FREE"); break;
      case "CLR": this.#clear(); break;
      case "INT": case "RESET": this.#signal("ERR"); break;
      default: if (line !== "") this.#select(line);
    }
    if (this.#mode === "command") this.#prompt();
  }

  /** "N<user>,G<group>,R-<address>D<data>" (X.28, section 3.5.15); "C " before it and "*" before D are taken as well. */
  #select(line: string): void {
    const parts = /^(?:C(?:ALL)? +)?(?:([^-]*)-)?(\d{1,15})(?:\*?[DP](.{0,12}))?$/i.exec(line);
    const facilities = (parts?.[1] ?? "").split(",").filter((one) => one !== "");
    if (parts === null || facilities.some((one) => !/^(R|N[\x21-\x7e]+|G\d{2})$/i.test(one))) {
      this.#signal("ERR");
      return;
    }
    this.#mode = "calling";
    this.#outside.call({ address: parts[2] ?? "", facilities, userData: parts[3] ?? "" });
  }

  #showParameters(list: string): void {
    const wanted = list === "" ? [...this.#parameters.keys()] : list.split(",").map(Number);
    this.#signal(`PAR ${wanted.map((one) => `${one}:${this.#parameters.get(one) ?? "INV"}`).join(",")}`);
  }

  #set(list: string, show: boolean): void {
    const pairs = [...list.matchAll(/(\d+):(\d+)/g)].map(([, reference, value]) => [Number(reference), Number(value)] as const);
    if (pairs.length === 0) {
      this.#signal("ERR");
      return;
    }
    const invalid = pairs.filter(([reference, value]) => !this.#parameters.has(reference) || value > 255);
    for (const [reference, value] of pairs) if (this.#parameters.has(reference) && value <= 255) this.#parameters.set(reference, value);
    if (show) this.#showParameters(pairs.map(([reference]) => reference).join(","));
    else if (invalid.length > 0) this.#signal(`PAR ${invalid.map(([reference]) => `${reference}:INV`).join(",")}`);
  }

  #profile(number: string): void {
    if (number === "91") this.#load(transparentProfile);
    else if (number === "90" || number === "") this.#load(simpleProfile);
    else this.#signal("ERR");
  }

  #clear(): void {
    this.#outside.clear();
    this.#signal("CLR CONF");
  }

  #load(profile: Readonly<Record<number, number>>): void {
    this.#parameters = new Map(Object.entries(profile).map(([reference, value]) => [Number(reference), value]));
  }

  /** Parameter 6: 0 none, 1 signals, 5 signals and prompt. */
  #signal(text: string): void {
    if ((this.#parameters.get(6) ?? 0) !== 0 || this.#mode === "command") this.#outside.say(Buffer.from(`\r\n${text}\r\n`, "latin1"));
  }

  #prompt(): void {
    this.#outside.say(Buffer.from("*", "latin1"));
  }
}
