import { keyOfCsi, keyOfSs3, linuxConsoleKeys } from "./control-sequence.ts";
import type { InputEvent } from "./input-event.ts";

/** Longest control sequence and longest reply string that is waited for; longer ones are noise. */
const sequenceBytesMax = 64;
const replyBytesMax = 8 * 1024;
/** A paste beyond this is cut: no field of ours holds more. */
const pasteBytesMax = 1024 * 1024;
const pasteEnd = [0x1b, 0x5b, 0x32, 0x30, 0x31, 0x7e]; // ESC [ 2 0 1 ~

type State = "ground" | "escape" | "csi" | "linux" | "ss3" | "string" | "string-escape" | "x10-mouse" | "paste";

/**
 * Turns the terminal's bytes into events, whatever the boundaries of the chunks. Bytes that are neither keys nor text vanish.
 * An unfinished Esc stays pending until more bytes come or `flush` says that none will.
 */
export class InputParser {
  #state: State = "ground";
  #alt = false;
  #sequence = "";
  #skip = 0;
  #utf8: number[] = [];
  #utf8Length = 0;
  #paste: number[] = [];
  #pasteEndMatched = 0;
  #events: InputEvent[] = [];

  /** True while bytes are waiting for their continuation: the owner sets a timer and calls `flush`. */
  get pending(): boolean {
    return this.#state !== "ground";
  }

  get pasting(): boolean {
    return this.#state === "paste";
  }

  push(chunk: Uint8Array): InputEvent[] {
    for (const byte of chunk) this.#byte(byte);
    return this.#take();
  }

  /** Nothing more came: a lone Esc is the Esc key, an unfinished sequence is Alt and a character or noise, an open paste ends. */
  flush(): InputEvent[] {
    const state = this.#state;
    this.#state = "ground";
    if (state === "escape") {
      // Pressed twice, fast or over a slow line: two ways back. No command of ours has Alt-Esc.
      if (this.#alt) this.#key("esc");
      this.#key("esc");
    }
    else if (state === "csi" && this.#sequence === "") this.#key("alt+[");
    else if (state === "ss3") this.#key("alt+O");
    else if ((state === "string" || state === "string-escape") && this.#sequence.length === 1) this.#key(`alt+${this.#sequence}`);
    else if (state === "paste") this.#endPaste();
    this.#alt = false;
    return this.#take();
  }

  #take(): InputEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #byte(byte: number): void {
    switch (this.#state) {
      case "ground":
        this.#ground(byte);
        break;
      case "escape":
        this.#afterEscape(byte);
        break;
      case "csi":
        this.#inCsi(byte);
        break;
      case "linux":
        this.#state = "ground";
        this.#key(linuxConsoleKeys[String.fromCharCode(byte)]);
        break;
      case "ss3":
        this.#inSs3(byte);
        break;
      case "string":
        this.#inString(byte);
        break;
      case "string-escape":
        this.#state = byte === 0x5c ? "ground" : "string";
        break;
      case "x10-mouse":
        if (--this.#skip === 0) this.#state = "ground";
        break;
      case "paste":
        this.#inPaste(byte);
        break;
    }
  }

  #ground(byte: number): void {
    if (this.#utf8Length > 0) {
      if ((byte & 0xc0) === 0x80) {
        this.#continueUtf8(byte);
        return;
      }
      this.#utf8Length = 0; // cut short: the broken character is dropped, this byte starts anew
    }
    if (byte === 0x1b) {
      this.#state = "escape";
      this.#alt = false;
    } else if (byte < 0x20 || byte === 0x7f) {
      this.#control(byte, false);
    } else if (byte < 0x7f) {
      this.#text(String.fromCharCode(byte), false);
    } else {
      this.#startUtf8(byte);
    }
  }

  #afterEscape(byte: number): void {
    const character = String.fromCharCode(byte);
    this.#sequence = "";
    if (byte === 0x1b) {
      // Esc Esc: the first is a key of its own, or Alt in front of an arrow (`ESC ESC [ A`, rxvt).
      if (this.#alt) this.#key("esc");
      this.#alt = true;
      return;
    }
    if (character === "[") this.#state = "csi";
    else if (character === "O") this.#state = "ss3";
    else if ("]P_".includes(character)) {
      this.#state = "string";
      this.#sequence = character;
    } else {
      this.#state = "ground";
      if (this.#alt) this.#key("esc");
      this.#alt = false;
      if (byte === 0x7f || byte === 0x08) this.#control(byte, true);
      else if (byte < 0x20) {
        // Esc and a control key in one chunk are two keys: no command of ours has Ctrl and Alt.
        this.#key("esc");
        this.#control(byte, false);
      }
      else if (byte < 0x7f) this.#text(character, true);
      else this.#ground(byte);
    }
  }

  #inCsi(byte: number): void {
    const character = String.fromCharCode(byte);
    if (byte === 0x1b) {
      this.#state = "escape";
      this.#alt = false;
    } else if (this.#sequence === "" && character === "[") {
      this.#state = "linux";
    } else if (this.#sequence === "" && character === "M") {
      this.#state = "x10-mouse";
      this.#skip = 3;
    } else if (byte >= 0x20 && byte < 0x40) {
      this.#sequence += character;
      if (this.#sequence.length > sequenceBytesMax) this.#state = "ground";
    } else {
      this.#state = "ground";
      if (this.#sequence === "200" && character === "~") this.#startPaste();
      else if (byte >= 0x40 && byte < 0x7f) this.#control7(keyOfCsi(this.#sequence, character));
    }
  }

  #control7(event: InputEvent | undefined): void {
    if (event?.kind === "key") this.#key(this.#alt ? withAlt(event.name) : event.name, this.#alt ? "" : event.text);
    this.#alt = false;
  }

  #inSs3(byte: number): void {
    this.#state = "ground";
    if (byte === 0x1b) this.#state = "escape";
    else this.#control7(keyOfSs3(String.fromCharCode(byte)));
  }

  /** OSC, DCS and APC strings are replies to somebody's question, or noise: swallowed up to ST or BEL. */
  #inString(byte: number): void {
    this.#sequence = this.#sequence.length < 2 ? `${this.#sequence}.` : this.#sequence;
    if (byte === 0x07) this.#state = "ground";
    else if (byte === 0x1b) this.#state = "string-escape";
    else if (++this.#skip > replyBytesMax) this.#state = "ground";
    if (this.#state === "ground") this.#skip = 0;
  }

  #startPaste(): void {
    this.#state = "paste";
    this.#paste = [];
    this.#pasteEndMatched = 0;
  }

  #inPaste(byte: number): void {
    if (byte === pasteEnd[this.#pasteEndMatched]) {
      if (++this.#pasteEndMatched < pasteEnd.length) return;
      this.#state = "ground";
      this.#pasteEndMatched = 0;
      this.#endPaste();
      return;
    }
    for (let i = 0; i < this.#pasteEndMatched; i++) this.#keepPasted(pasteEnd[i] ?? 0);
    this.#pasteEndMatched = byte === 0x1b ? 1 : 0;
    if (this.#pasteEndMatched === 0) this.#keepPasted(byte);
  }

  #keepPasted(byte: number): void {
    if (this.#paste.length < pasteBytesMax) this.#paste.push(byte);
  }

  #endPaste(): void {
    const text = new TextDecoder().decode(Uint8Array.from(this.#paste)).replace(/\r\n?/g, "\n");
    this.#paste = [];
    this.#events.push({ kind: "paste", text });
  }

  #control(byte: number, alt: boolean): void {
    const name = byte === 0x0d || byte === 0x0a ? "enter" : byte === 0x09 ? "tab" : byte === 0x7f || byte === 0x08 ? "backspace"
      : byte === 0 ? "ctrl+space" : byte < 0x1b ? `ctrl+${String.fromCharCode(byte + 0x60)}` : `ctrl+${String.fromCharCode(byte + 0x40)}`;
    this.#key(alt ? withAlt(name) : name);
  }

  #text(character: string, alt: boolean): void {
    const name = character === " " ? "space" : character;
    this.#key(alt ? `alt+${name}` : name, alt ? "" : character);
  }

  #startUtf8(byte: number): void {
    this.#utf8Length = byte >= 0xc2 && byte < 0xe0 ? 2 : byte >= 0xe0 && byte < 0xf0 ? 3 : byte >= 0xf0 && byte < 0xf5 ? 4 : 0;
    this.#utf8 = [byte];
  }

  #continueUtf8(byte: number): void {
    this.#utf8.push(byte);
    if (this.#utf8.length < this.#utf8Length) return;
    this.#utf8Length = 0;
    const character = new TextDecoder().decode(Uint8Array.from(this.#utf8));
    const code = character.codePointAt(0) ?? 0;
    // Overlong forms and surrogates decode to U+FFFD; C1 controls are no text.
    if (!character.includes("\ufffd") && code >= 0xa0) this.#text(character, false);
  }

  #key(name: string | undefined, text = ""): void {
    if (name !== undefined) this.#events.push({ kind: "key", name, text });
  }
}

function withAlt(name: string): string {
  if (name.includes("alt+")) return name;
  return name.startsWith("ctrl+") ? `ctrl+alt+${name.slice(5)}` : `alt+${name}`;
}
