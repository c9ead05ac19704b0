import { mkdir } from "node:fs/promises";
import path from "node:path";
import { counted } from "../../domain/counted.ts";
import type { Clock } from "../../domain/clock.ts";
import { todayIn } from "../../domain/iso-date.ts";
import { bankDayOnOrAfter, targetCalendar } from "../../domain/calendar.ts";
import type { Practice } from "../../screens/session.ts";
import { demoPassphrase } from "./customers.ts";
import { Office } from "./office.ts";
import { type DemoWorld, openDemoWorld } from "./world.ts";

/**
 * The practice bank with three customers, ready to work: at the first start yesterday's work is played, so that orders, statements and a
 * journal are there, and this morning's orders wait for signatures.
 */
export async function openPracticeWorkstation(options: { readonly root: string; readonly clock: Clock; readonly say: (text: string) => void }): Promise<{ readonly world: DemoWorld; readonly practice: Practice }> {
  const world = await openDemoWorld({ ...options, withPast: true });
  if (world.fresh) await playYesterday(world, options);
  const practice = practiceOf(world);
  options.say(practice.title);
  return { world, practice };
}

async function playYesterday(world: DemoWorld, options: { readonly root: string; readonly clock: Clock; readonly say: (text: string) => void }): Promise<void> {
  const out = path.join(options.root, "files");
  await mkdir(out, { recursive: true });
  const today = bankDayOnOrAfter(targetCalendar, todayIn("Europe/Budapest", options.clock.now()));
  const yesterday = new Office(world, { out, say: options.say }, today);
  options.say("playing a first day, so that there is something to see");
  await yesterday.prepare();
  await yesterday.sign();
  await yesterday.send();
  // On a weekend the first step only reaches the day itself; statements come with its end.
  while (world.bank.admin.clock.nextBusinessDay().statements === 0) options.say("waiting for the bank's end of day");
  await yesterday.fetchAll();
  await new Office(world, { out, say: options.say }, today).prepareMorning();
  await world.markReady();
}

function practiceOf(world: DemoWorld): Practice {
  return {
    title: `PRACTICE, no real money · all passphrases, PINs: ${demoPassphrase}`,
    pinHint: demoPassphrase,
    async nextBusinessDay() {
      const work = world.bank.admin.clock.nextBusinessDay();
      const { openDay } = world.bank.admin.clock.state();
      return `The practice bank is at ${openDay}: ${counted(work.executedBatches, "batch", "batches")} executed, ${counted(work.statements, "statement")}; f fetches.`;
    },
  };
}
