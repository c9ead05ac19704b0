import type { IsoInstant, SignerId } from "../../domain/ids.ts";
import type { Money } from "../../domain/money.ts";
import { fromBody } from "../body.ts";
import type { Handle } from "../handle.ts";
import { SigningDay } from "./signing-day.ts";

/** How far signatures were read: numbers only go up while none is removed. */
interface ReadSoFar {
  readonly removed: number;
  readonly here: number;
  readonly atBank: number;
}
interface Row {
  readonly part: "removed" | "here" | "atBank";
  /** How many were removed, or the signature's sequence. */
  readonly number: number;
  readonly order_key: string;
  readonly signer_id: string;
  /** Null: it does not count (class T). */
  readonly sums: string | null;
}

/** Banks of two or three time zones have days of their own, and a day goes over into the next. */
const daysKept = 4;

/**
 * The days' signatures, each read once: what has come since is read and added. It holds for everybody who writes, in whatever process, since what was
 * read is compared with what stands in the file, in the same glance in which the rest is read.
 */
export class SigningDays {
  readonly #kept = new Map<IsoInstant, { readonly day: SigningDay; readonly read: ReadSoFar }>();

  /** @param committed false within a transaction: what it wrote may be taken back, so it is not kept */
  since(handle: Handle, since: IsoInstant, committed: boolean): SigningDay {
    const kept = this.#kept.get(since);
    let rows = rowsOf(handle, since, kept?.read);
    const goesOn = kept !== undefined && removedIn(rows) === kept.read.removed;
    if (kept !== undefined && !goesOn) rows = rowsOf(handle, since, undefined);
    const day = goesOn ? (committed ? kept.day : new SigningDay(kept.day)) : new SigningDay();
    let { here, atBank } = goesOn ? kept.read : nothing;
    for (const { part, number, order_key, signer_id, sums } of rows) {
      if (part === "here") here = Math.max(here, number);
      if (part === "atBank") atBank = Math.max(atBank, number);
      if (sums !== null) day.add(order_key, signer_id as SignerId, () => fromBody<readonly Money[]>(sums)); // a brand put back: what was stored had it
    }
    if (committed) this.#keep(since, { day, read: { removed: removedIn(rows), here, atBank } });
    return day;
  }

  #keep(since: IsoInstant, entry: { readonly day: SigningDay; readonly read: ReadSoFar }): void {
    this.#kept.set(since, entry);
    for (const old of this.#kept.keys()) if (this.#kept.size > daysKept) this.#kept.delete(old);
  }
}

const nothing: ReadSoFar = { removed: 0, here: 0, atBank: 0 };

/** In one statement, so from one moment of the file. Of the bodies only the sums: a day may have thousands of signatures. */
function rowsOf(handle: Handle, since: IsoInstant, after: ReadSoFar | undefined): readonly Row[] {
  const newer = after === undefined ? "s.at >= ?" : "+s.at >= ? and s.sequence > ?"; // the few that are new are found by their number
  const of = (from: number | undefined) => (from === undefined ? [since] : [since, from]);
  return handle.all<Row>(
    `select 'removed' as part, count as number, '' as order_key, '' as signer_id, null as sums from signatures_removed
     union all select 'here', s.sequence, o.id, s.signer_id, iif(json_extract(s.body, '$.signatureClass') = 'T', null, json_extract(o.body, '$.sums'))
       from order_signatures s join orders o on o.number = s.order_number where ${newer}
     union all select 'atBank', s.sequence, s.connection_id || ' ' || s.bank_order_id, s.signer_id, json_extract(s.body, '$.sums') from eds_signatures s where ${newer}`,
    ...of(after?.here), ...of(after?.atBank),
  );
}

function removedIn(rows: readonly Row[]): number {
  return rows.find(({ part }) => part === "removed")?.number ?? 0;
}
