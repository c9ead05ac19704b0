import type { Finding } from "../../domain/finding.ts";
import { visibleLine } from "../../domain/text.ts";
import { textLines } from "../mt940/lines.ts";
import { type FieldHandler, FieldScanner, type ScannedField } from "../mt940/scanner.ts";
import { orderTags } from "./fields.ts";

/** One message of a SWIFT file, whole: they are short. */
export interface SwiftMessage {
  /** `101` from block 2; undefined in a file without envelopes. */
  readonly type: string | undefined;
  /** Of the first field. */
  readonly line: number;
  /** Block 3, field 121. */
  readonly uetr: string | undefined;
  readonly fields: readonly ScannedField[];
}

/** A multiple transfer has at most 10,000 characters by the standard; banks take longer files. Beyond this it is no message. */
const fieldsMax = 200_000;

/**
 * Hands the messages of a file one after the other to `take`.
 * @param report receives what is wrong with the file as text
 */
export async function readSwiftMessages(
  content: AsyncIterable<Uint8Array>,
  take: (message: SwiftMessage) => void,
  report: (finding: Finding) => void,
  tellCharset: (name: string) => void,
  flush: () => Promise<void>,
): Promise<void> {
  const collector = new Collector(take, report);
  const scanner = new FieldScanner(collector, orderTags);
  for await (const lines of textLines(content, report, tellCharset)) {
    for (const line of lines) scanner.push(line);
    await flush();
  }
  scanner.end();
  await flush();
}

class Collector implements FieldHandler {
  readonly #take: (message: SwiftMessage) => void;
  readonly #report: (finding: Finding) => void;
  #type: string | undefined;
  #uetr: string | undefined;
  #fields: ScannedField[] = [];
  #strays = 0;

  constructor(take: (message: SwiftMessage) => void, report: (finding: Finding) => void) {
    this.#take = take;
    this.#report = report;
  }

  field(field: ScannedField): void {
    // A new :20: begins the next message where nothing ends the one before.
    if (field.tag === "20" && this.#fields.some((each) => each.tag === "20")) this.#end();
    if (this.#fields.length < fieldsMax) this.#fields.push(withoutTrailer(field));
    else if (this.#fields.length === fieldsMax) this.#report({ severity: "error", code: "message-too-long", line: field.line, message: "This message has more fields than any message may have. The rest of it was not read." });
  }

  messageEnd(): void {
    this.#end();
    this.#type = undefined;
    this.#uetr = undefined;
  }

  envelope(type: string | undefined, _line: number, text: string): void {
    this.#type = type ?? this.#type;
    this.#uetr = /\{121:([^{}]*)\}/.exec(text)?.[1] ?? this.#uetr;
  }

  stray(text: string, line: number): void {
    if (/^[{}\s]|^[-$]/.test(text) || ++this.#strays > 100) return;
    this.#report({ severity: "warning", code: "text-outside", line, message: "This line belongs to no field and was left out." });
  }

  damagedTag(text: string, line: number): void {
    this.#report({ severity: "warning", code: "tag-damaged", line, message: `This line looks like the beginning of a field, with a wrong sign in it: "${visibleLine(text, 30)}". It was taken as text of the field before.` });
  }

  cut(line: number): void {
    this.#report({ severity: "error", code: "message-cut", line, message: "The message that begins here has no end: the file may be cut off. Get it again." });
  }

  #end(): void {
    const fields = this.#fields;
    this.#fields = [];
    const [first] = fields;
    if (first !== undefined) this.#take({ type: this.#type, line: first.line, uetr: this.#uetr, fields });
  }
}

/** Some programs write the end of the block behind the last field's text. */
function withoutTrailer(field: ScannedField): ScannedField {
  const last = field.lines.at(-1) ?? "";
  const cut = last.search(/-\}(\{5:.*|\{S:.*|\s*)$/);
  return cut < 0 ? field : { ...field, lines: [...field.lines.slice(0, -1), last.slice(0, cut)] };
}

/** The type of the first message of a file, by its envelope or by the fields that only that type has. */
export function swiftType(head: string): string | undefined {
  const enveloped = /\{2:[IO](\d{3})/.exec(head)?.[1];
  if (enveloped !== undefined) return enveloped;
  if (!/(?:^|\n|\r|\{4:\s*):20:/.test(head)) return undefined;
  const has = (tag: string): boolean => new RegExp(`(?:^|\\n|\\r):${tag}:`).test(head);
  if (has("6[012][FM]?") || has("28C?") || has("34F")) return undefined;
  if (has("28D") && (has("30") || has("32B"))) return "101";
  if (has("23B") && has("32A")) return "103";
  // Without an envelope nothing tells a debit from a credit but the ordering customer, whom only a credit names.
  if (has("21") && has("25P?") && has("32A") && has("50[AFK]?")) return "910";
  return undefined;
}
