import type { JournalEntry, JournalRepository } from "../../workflows/ports/journal.ts";
import type { Language } from "../../domain/money.ts";
import { instantText } from "../wording/dates.ts";
import type { Column } from "../widgets/table.tsx";

export function journalColumns(language: Language, nowMs: number): readonly Column<JournalEntry>[] {
  return [
    { title: "no", width: 6, align: "right", cell: (entry) => String(entry.sequence), from: 70 },
    { title: "when", width: 13, cell: (entry) => instantText(entry.at, nowMs, language) },
    { title: "who", width: { min: 10, grow: 1 }, cell: (entry) => entry.actor },
    { title: "what", width: { min: 30, grow: 5 }, cell: (entry) => entry.summary, whole: true },
    { title: "action", width: 26, cell: (entry) => entry.action, from: 110 },
    { title: "hash", width: 12, cell: (entry) => entry.hash.slice(0, 12), from: 135 },
  ];
}

/** One entry with everything in it, as lines of label and text. */
export function entryLines(entry: JournalEntry): readonly (readonly [label: string, text: string])[] {
  return [
    ["at", entry.at],
    ["who", entry.actor],
    ["what", entry.summary],
    ["action", entry.action],
    ["subject", entry.subject ?? "-"],
    ...Object.entries(entry.detail).map(([key, value]): readonly [string, string] => [key, typeof value === "string" ? value : JSON.stringify(value)]),
    ["hash", entry.hash],
    ["previous", entry.previousHash],
  ];
}

const pageRows = 500;

/**
 * The whole journal as JSON lines in UTF-8, oldest first: each line is one entry with both hashes, so that the chain can be checked
 * by anybody. Read page by page.
 * @param signal ends the reading: what was yielded so far is then not a whole journal
 */
export async function* journalJsonLines(journal: Pick<JournalRepository, "list" | "count">, signal: AbortSignal, tell: (done: number, total: number) => void): AsyncIterable<Uint8Array> {
  const total = await journal.count();
  for (let done = 0; done < total; done += pageRows) {
    signal.throwIfAborted();
    const last = Math.min(done + pageRows, total);
    const page = await journal.list({ beforeSequence: last + 1, limit: last - done });
    const lines = page.toSorted((a, b) => a.sequence - b.sequence).map((entry) => `${JSON.stringify(entry)}\n`);
    yield new TextEncoder().encode(lines.join(""));
    tell(last, total);
  }
}
