import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { type BankCalendar, targetCalendar } from "../domain/calendar.ts";
import { AppError } from "../domain/errors.ts";
import type { IsoDate } from "../domain/ids.ts";
import { parseIsoDate } from "../domain/iso-date.ts";
import { joinCatalogues, parseOrderCatalogue } from "../ebics/index.ts";
import { type BankCatalogue, parseBankProfile } from "../workflows/bank-profile.ts";

const date = z.string().refine((text) => parseIsoDate(text) !== undefined, "not a date").transform((text) => text as IsoDate); // checked just before
const calendarFile = z.strictObject({
  id: z.string(),
  title: z.string(),
  holidays: z.array(z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("fixed"), month: z.number().int().min(1).max(12), day: z.number().int().min(1).max(31) }),
    z.strictObject({ kind: z.literal("easter"), offsetDays: z.number().int() }),
  ])),
  closedDays: z.array(date),
  workingSaturdays: z.array(date),
  openDays: z.array(date),
});

/** Reads and checks the data of `profiles/`. @throws AppError input/`bad-profile` naming file and place */
export async function loadCatalogue(profilesFolder: string): Promise<BankCatalogue> {
  const [files, banks, calendars] = await Promise.all(["orders", "banks", "calendars"].map((folder) => readAll(path.join(profilesFolder, folder))));
  const orders = joinCatalogues((files ?? []).map(({ name, json }) => parseOrderCatalogue(json, `orders/${name}.json`)));
  const profiles = new Map((banks ?? []).map(({ name, json }) => [name, parseBankProfile(json, `${name}.json`, orders)]));
  const ownCalendars = (calendars ?? []).map(({ name, json }) => parseCalendar(json, `${name}.json`));
  return { orders, profiles, calendars: new Map([targetCalendar, ...ownCalendars].map((calendar) => [calendar.id, calendar])) };
}

function parseCalendar(json: unknown, fileName: string): BankCalendar {
  const result = calendarFile.safeParse(json);
  if (!result.success) throw new AppError("input", "bad-profile", `The calendar ${fileName} is not valid: ${z.prettifyError(result.error)}`, { next: "Correct the file, or reinstall Kontor." });
  return result.data;
}

async function readAll(folder: string): Promise<{ name: string; json: unknown }[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(path.join(folder, name), "utf8");
      try {
        return { name: name.slice(0, -5), json: JSON.parse(text) as unknown };
      } catch (cause) {
        throw new AppError("input", "bad-profile", `${name} in ${folder} is no JSON.`, { next: "Correct the file, or reinstall Kontor.", cause });
      }
    }),
  );
}
