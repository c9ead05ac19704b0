import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { toIsoInstant } from "../domain/clock.ts";
import type { IsoInstant } from "../domain/ids.ts";
import type { LostPart, StoreMark } from "../workflows/ports/store-mark.ts";
import type { Access } from "./access.ts";
import { headOf } from "./repositories/journal.ts";
import { storeError } from "./store-error.ts";
import { flushFolder } from "./store-file.ts";

/** Newest last. One more for each time an order left; of the oldest nobody asks any more. */
const marksMax = 200;
const fileSchema = z.strictObject({
  version: z.literal(1),
  marks: z.array(z.strictObject({ count: z.int().min(1), hash: z.string().regex(/^[0-9a-f]{64}$/), at: z.string() })).min(1).max(marksMax),
});
type Mark = z.infer<typeof fileSchema>["marks"][number];

/** The marks in a file outside the customer's folder (docs/store-format.md, "Marks"). @param file undefined: no marks are kept, as in a tool that never sends */
export class FileMark implements StoreMark {
  readonly #access: Access;
  readonly #file: string | undefined;
  constructor(access: Access, file: string | undefined) {
    this.#access = access;
    this.#file = file;
  }

  async lost(): Promise<LostPart | undefined> {
    const marks = this.#read();
    // What cannot be read says at least that there was something: nobody can tell what this copy does not know.
    if (marks === undefined) return { since: undefined, until: this.#changedAt(), entries: undefined };
    const newest = marks.at(-1);
    if (newest === undefined || (await this.#holds(newest))) return undefined;
    const { count, lastAt } = await this.#head();
    let fork: Mark | undefined;
    for (const mark of marks.toReversed()) {
      if (!(await this.#holds(mark))) continue;
      fork = mark;
      break;
    }
    // A copy that has not gone on by itself is whole to its end.
    const gone = count < newest.count && fork === marks.findLast((mark) => mark.count <= count);
    return { since: gone ? lastAt : (fork?.at as IsoInstant | undefined), until: newest.at as IsoInstant, entries: gone ? newest.count - count : undefined };
  }

  async raise(): Promise<void> {
    if ((await this.lost()) !== undefined) throw storeError("older-copy");
    await this.#put();
  }

  accept(): Promise<void> {
    return this.#put();
  }

  async #put(): Promise<void> {
    if (this.#file === undefined) return;
    const { count, hash, lastAt } = await this.#head();
    if (count === 0 || lastAt === undefined) return;
    const known = (this.#read() ?? []).filter((mark) => mark.count < count);
    const marks = [...known, { count, hash, at: lastAt }].slice(-marksMax);
    writeWhole(this.#file, `${JSON.stringify({ version: 1, marks })}\n`);
  }

  /** undefined: the file is damaged. */
  #read(): readonly Mark[] | undefined {
    if (this.#file === undefined) return [];
    let text: string;
    try {
      text = readFileSync(this.#file, "utf8");
    } catch (cause) {
      if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return [];
      throw storeError("failed", { message: "The file that tells older copies of a store from the newest could not be read.", cause });
    }
    try {
      return fileSchema.parse(JSON.parse(text)).marks;
    } catch {
      return undefined;
    }
  }

  #changedAt(): IsoInstant {
    return toIsoInstant(this.#file === undefined ? 0 : statSync(this.#file).mtimeMs) as IsoInstant;
  }

  #holds(mark: Mark): Promise<boolean> {
    return this.#access.read(async ({ db }) => (await db.selectFrom("journal").select("hash").where("sequence", "=", mark.count).executeTakeFirst())?.hash === mark.hash);
  }

  #head(): Promise<{ readonly count: number; readonly hash: string; readonly lastAt: IsoInstant | undefined }> {
    return this.#access.read(async (handle) => {
      const head = await headOf(handle);
      const last = await handle.db.selectFrom("journal").select("at").where("sequence", "=", head.count).executeTakeFirst();
      return { ...head, lastAt: last?.at as IsoInstant | undefined };
    });
  }
}

/** Sessions of several processes may write at once: each beside under a name of its own, and the last one counts, which is as good as any. */
function writeWhole(file: string, content: string): void {
  const beside = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    const fd = openSync(beside, "wx", 0o600);
    try {
      writeSync(fd, content);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(beside, file);
    flushFolder(path.dirname(file));
  } catch (cause) {
    rmSync(beside, { force: true });
    throw storeError("failed", { message: "The file that tells older copies of a store from the newest could not be written.", cause });
  }
}
