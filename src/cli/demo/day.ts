import { mkdir } from "node:fs/promises";
import path from "node:path";
import { bankDayOnOrAfter, targetCalendar } from "../../domain/calendar.ts";
import { SettableClock } from "../../domain/clock.ts";
import { instantIn, todayIn } from "../../domain/iso-date.ts";
import type { ProtocolVersion } from "../../workflows/ports/connections.ts";
import { writeFileWhole } from "../files.ts";
import { Office } from "./office.ts";
import { type DayReport, reportOf } from "./report.ts";
import { openDemoWorld } from "./world.ts";

export interface DayOptions {
  /** Holds the stores while the day runs. */
  readonly root: string;
  /** Gets the order files and the PDFs. */
  readonly out: string;
  /** Real time at the start; the day is the next bank day from here. */
  readonly nowMs: number;
  /** Version of EBICS; default: the newest that the profile names. */
  readonly protocol?: ProtocolVersion | undefined;
  readonly say: (text: string) => void;
}

const zone = "Europe/Budapest";
/** Small enough that the payroll needs several segments. */
const segmentBytes = 4096;

/** Plays a whole day of an office with three customers, by the same workflows that screens and commands use. @returns what was done, counted from the stores and from the bank's books */
export async function playDay(options: DayOptions): Promise<DayReport> {
  const day = bankDayOnOrAfter(targetCalendar, todayIn(zone, options.nowMs));
  const clock = new SettableClock(Math.max(options.nowMs, instantIn(zone, day, "08:00")));
  await mkdir(options.out, { recursive: true });
  const pdfs: string[] = [];
  const keep = async (document: { fileName: string; bytes: AsyncIterable<Uint8Array> }): Promise<void> => {
    await writeFileWhole(path.join(options.out, document.fileName), document.bytes);
    pdfs.push(document.fileName);
  };
  const world = await openDemoWorld({ root: options.root, clock, segmentBytesMax: segmentBytes, protocol: options.protocol, say: options.say, onLetter: (fileName, bytes) => keep({ fileName, bytes }) });
  try {
    const office = new Office(world, options, todayIn(zone, clock.now()));
    await office.prepare();
    await office.sign();
    await office.send();
    await office.triesToPayTwice();
    world.bank.admin.clock.nextBusinessDay();
    clock.set(Date.parse(world.bank.admin.clock.state().now));
    await office.fetchAll();
    await office.print(keep);
    return await reportOf(world, { sessions: office.sessions, pdfs, stoppedDuplicates: office.stoppedDuplicates, day });
  } finally {
    await world.close();
  }
}
