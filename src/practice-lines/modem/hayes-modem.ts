/** What the exchange says to a dialled number. */
export type ExchangeAnswer =
  | { readonly kind: "busy" | "no-answer" | "no-dial-tone" | "no-carrier" | "delayed" }
  | { readonly kind: "ringing-in" }
  /** @property rate bit/s that is shown after CONNECT */
  | { readonly kind: "connected"; readonly rate: number };

/** What a modem does to the world: everything it says, and its calls. */
export interface ModemOutside {
  /** To the computer. */
  say(bytes: Buffer): void;
  /** Data for the far end of the call. */
  send(bytes: Buffer): void;
  /** The answer may come later, by `answered`. */
  dial(digits: string): void;
  hangUp(): void;
}

type Mode = "command" | "dialling" | "online";

const registerDefaults: Readonly<Record<number, number>> = { 0: 0, 2: 43, 3: 13, 4: 10, 5: 8, 6: 2, 7: 50, 8: 2, 10: 14, 12: 50 };
/** Numeric result codes of ITU-T V.250, table 1, and Hayes' for CONNECT with a rate. */
const numericCodes: Readonly<Record<string, number>> = { OK: 0, CONNECT: 1, RING: 2, "NO CARRIER": 3, ERROR: 4, "NO DIALTONE": 6, BUSY: 7, "NO ANSWER": 8, DELAYED: 24 };
const commandCharsMax = 255;
const words = { busy: "BUSY", "no-answer": "NO ANSWER", "no-dial-tone": "NO DIALTONE", "no-carrier": "NO CARRIER", delayed: "DELAYED", "ringing-in": "RING" } as const;

/** The modem's side of ITU-T V.250 and Hayes' escape, without any clock or wire of its own: whoever runs it tells the time. */
export class HayesModem {
  readonly #outside: ModemOutside;
  readonly #registers = new Map<number, number>();
  #mode: Mode = "command";
  /** A call stands, though commands are taken: after "+++". */
  #inCall = false;
  #echo = true;
  #verbose = true;
  #quiet = false;
  #command = "";
  #last = "";
  #rate = 0;
  /** Escape: how many of its characters came, when the last byte came. */
  #escapes = 0;
  #lastByteMs = 0;

  constructor(outside: ModemOutside) {
    this.#outside = outside;
  }

  get mode(): Mode {
    return this.#mode;
  }

  get inCall(): boolean {
    return this.#inCall;
  }

  /** From the computer. @param nowMs of one steady clock */
  take(bytes: Uint8Array, nowMs: number): void {
    let data: number[] = [];
    for (const byte of bytes) {
      if (this.#mode === "online") {
        this.#watchEscape(byte, nowMs);
        data.push(byte);
        continue;
      }
      if (data.length > 0) this.#outside.send(Buffer.from(data));
      data = [];
      if (this.#mode === "dialling") this.#abortDialling();
      else this.#takeCommandByte(byte);
    }
    if (data.length > 0) this.#outside.send(Buffer.from(data));
  }

  /** Time goes on: the guard time after "+++" may be over. */
  tick(nowMs: number): void {
    if (this.#mode !== "online" || this.#escapes !== 3 || nowMs - this.#lastByteMs < this.#guardMs()) return;
    this.#mode = "command";
    this.#escapes = 0;
    this.#result("OK");
  }

  answered(answer: ExchangeAnswer): void {
    if (this.#mode !== "dialling") return;
    this.#mode = "command";
    if (answer.kind === "connected") {
      this.#rate = answer.rate;
      this.#inCall = true;
      this.#goOnline();
    } else this.#result(words[answer.kind]);
  }

  /** The far end has hung up, or the line was cut. */
  carrierLost(): void {
    if (!this.#inCall) return;
    this.#endCall();
    this.#result("NO CARRIER");
  }

  /** DTR was dropped: &D2 hangs up and takes commands again. */
  dtrDropped(): void {
    if (this.#mode === "dialling" || this.#inCall) this.#outside.hangUp();
    this.#mode = "command";
    this.#inCall = false;
    this.#command = "";
    this.#escapes = 0;
  }

  #goOnline(): void {
    this.#escapes = 0;
    this.#lastByteMs = Number.NEGATIVE_INFINITY;
    this.#result("CONNECT", this.#rate);
    this.#mode = "online";
  }

  #endCall(): void {
    this.#inCall = false;
    this.#mode = "command";
    this.#escapes = 0;
  }

  /** Guard time, exactly three of the characters, guard time (Hayes). They are data too: the far end gets them. */
  #watchEscape(byte: number, nowMs: number): void {
    const escapeCharacter = this.#register(2);
    const quiet = nowMs - this.#lastByteMs >= this.#guardMs();
    this.#lastByteMs = nowMs;
    if (escapeCharacter > 127 || byte !== escapeCharacter) this.#escapes = 4; // until the next silence
    else if (quiet) this.#escapes = 1;
    else this.#escapes = Math.min(4, this.#escapes + 1);
  }

  #guardMs(): number {
    return this.#register(12) * 20;
  }

  #register(number: number): number {
    return this.#registers.get(number) ?? registerDefaults[number] ?? 0;
  }

  #abortDialling(): void {
    this.#outside.hangUp();
    this.#mode = "command";
    this.#result("NO CARRIER");
  }

  #takeCommandByte(byte: number): void {
    if (this.#echo) this.#outside.say(Buffer.of(byte));
    if (byte === this.#register(5)) this.#command = this.#command.slice(0, -1);
    else if (byte === this.#register(3)) {
      const command = this.#command;
      this.#command = "";
      this.#run(command);
    } else if (byte >= 0x20 && this.#command.length < commandCharsMax) {
      this.#command += String.fromCharCode(byte);
      if (/^\s*A\/$/i.test(this.#command)) {
        this.#command = "";
        this.#run(this.#last);
      }
    }
  }

  #run(line: string): void {
    const at = /AT(.*)$/i.exec(line);
    if (at === null) return; // what does not begin with AT is not for a modem
    this.#last = line;
    let rest = (at[1] ?? "").replaceAll(" ", "").toUpperCase();
    while (rest !== "") {
      const [part, act] = this.#commandAt(rest);
      if (part === "") {
        this.#result("ERROR");
        return;
      }
      rest = rest.slice(part.length);
      if (act?.() === "no-result") return;
    }
    this.#result("OK");
  }

  /** The command that a line begins with. */
  #commandAt(line: string): readonly [part: string, act?: () => "no-result" | undefined] {
    const dial = /^D[TP]?([0-9*#A-D,W@!+]*)(;?)/.exec(line);
    if (dial !== null) return [line, () => this.#dial(dial[1] ?? "")];
    const set = /^S(\d{1,3})=(\d{1,3})/.exec(line);
    if (set !== null) return Number(set[2]) > 255 ? [""] : [set[0], () => void this.#registers.set(Number(set[1]), Number(set[2]))];
    const ask = /^S(\d{1,3})\?/.exec(line);
    if (ask !== null) return [ask[0], () => this.#information(String(this.#register(Number(ask[1]))).padStart(3, "0"))];
    const simple = /^(?:&[CDFKWSGQ]|%[CE]|\\N|[ZEVQXHOILMBNFP])(\d?)/.exec(line);
    if (simple === null) return [""];
    const figure = Number(simple[1] === "" ? "0" : simple[1]);
    switch (simple[0].replace(/\d$/, "")) {
      case "Z": case "&F": return [simple[0], () => this.#reset()];
      case "E": return [simple[0], () => this.#switch({ echo: figure === 1 })];
      case "V": return [simple[0], () => this.#switch({ verbose: figure === 1 })];
      case "Q": return [simple[0], () => this.#switch({ quiet: figure === 1 })];
      case "I": return [simple[0], () => this.#information("KONTOR PRACTICE MODEM")];
      case "H": return [simple[0], () => this.#hangUp()];
      case "O": return [simple[0], () => this.#backOnline()];
      default: return [simple[0]]; // taken and of no consequence here
    }
  }

  #switch({ echo, verbose, quiet }: { readonly echo?: boolean; readonly verbose?: boolean; readonly quiet?: boolean }): undefined {
    this.#echo = echo ?? this.#echo;
    this.#verbose = verbose ?? this.#verbose;
    this.#quiet = quiet ?? this.#quiet;
  }

  #dial(digits: string): "no-result" {
    if (this.#inCall) this.#result("ERROR");
    else {
      this.#mode = "dialling";
      this.#outside.dial(digits);
    }
    return "no-result";
  }

  #hangUp(): undefined {
    if (!this.#inCall) return;
    this.#outside.hangUp();
    this.#endCall();
  }

  #backOnline(): "no-result" {
    if (this.#inCall) this.#goOnline();
    else this.#result("NO CARRIER");
    return "no-result";
  }

  #reset(): undefined {
    this.#hangUp();
    this.#registers.clear();
    this.#echo = true;
    this.#verbose = true;
    this.#quiet = false;
  }

  #information(text: string): undefined {
    this.#outside.say(Buffer.from(`\r\n${text}\r\n`, "latin1"));
  }

  #result(word: string, rate?: number): void {
    if (this.#quiet) return;
    const verbose = rate === undefined ? word : `${word} ${rate}`;
    this.#outside.say(Buffer.from(this.#verbose ? `\r\n${verbose}\r\n` : `${numericCodes[word] ?? 4}\r`, "latin1"));
  }
}
