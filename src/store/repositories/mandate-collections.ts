import type { CurrencyCode, IsoDate, IsoInstant, OrderId, RegisteredMandateId } from "../../domain/ids.ts";
import type { MandateCollection } from "../../domain/mandate.ts";
import { statesAtBank, type OrderState, type TransactionState } from "../../domain/order-life.ts";
import type { SequenceType } from "../../domain/order.ts";
import type { MandateStanding } from "../../workflows/ports/mandates.ts";
import type { Handle, Value } from "../handle.ts";

interface CollectionRow {
  readonly order_id: string;
  readonly order_number: number;
  readonly order_state: string;
  readonly position: number;
  readonly due: string;
  readonly amount_minor: bigint;
  readonly currency: string;
  readonly sequence_type: string | null;
  readonly amended: number;
  readonly created_at: string;
  readonly state: string;
  readonly was_booked: number;
  readonly reason_code: string | null;
}

const due = "json_extract(b.body, '$.requestedExecutionDate')";
const columns = `o.id as order_id, o.number as order_number, o.state as order_state, t.position, ${due} as due, t.amount_minor, t.currency,
  coalesce(json_extract(t.body, '$.mandate.sequenceType'), json_extract(b.body, '$.collection.sequenceType')) as sequence_type,
  json_extract(t.body, '$.mandate.amendment') is not null as amended, o.created_at, t.state, t.statement_number is not null as was_booked, t.reason_code`;
const joined = "cross join orders o on o.number = t.order_number cross join batches b on b.order_number = t.order_number and b.position = t.batch";
const presented = `o.state in (${[...statesAtBank, "refused"].map((state) => `'${state}'`).join(",")})`;

/** Of a mandate, newest order first; those of cancelled orders are left out. */
export function collectionsOf(handle: Handle, mandateId: string, limit: number): MandateCollection[] {
  const rows = handle.all<CollectionRow>(
    `select ${columns} from transactions t ${joined}
      where t.mandate_key in (select key from mandate_keys where mandate_id = ?) and o.state <> 'cancelled'
      order by t.order_number desc, t.position desc limit ?`,
    mandateId, limit,
  );
  return rows.map(toCollection);
}

/** The due date of the last collection that went to the bank. */
export function lastPresented(handle: Handle, keys: readonly string[]): IsoDate | undefined {
  const row = handle.all<{ last: string | null }>(`select max(${due}) as last from transactions t ${joined} where t.mandate_key in (${keys.map(() => "?").join(",")}) and ${presented}`, ...keys)[0];
  return (row?.last ?? undefined) as IsoDate | undefined; // as the batch was stored
}

/** The mandates of an order that went to the bank were used. */
export function noteCollected(handle: Handle, orderNumber: number): void {
  handle.run(
    `update mandates set last_used = max(last_used, used.due) from (
       select k.mandate_id, max(${due}) as due from batches b
         cross join transactions t on t.order_number = b.order_number and t.batch = b.position and t.mandate_key is not null
         cross join mandate_keys k on k.key = t.mandate_key
        where b.order_number = ? and json_extract(b.body, '$.collection') is not null group by k.mandate_id
     ) as used where mandates.id = used.mandate_id`,
    [orderNumber],
  );
}

/** @param firstDay one last used before it is expired */
export function standingOf(handle: Handle, orderNumber: number, firstDay: IsoDate): MandateStanding {
  const row = handle.all<{ count: number; not_active: number; changed_at: string | null }>(
    `select count(*) as count, count(*) filter (where m.state <> 'active' or m.last_used < ?) as not_active, max(json_extract(m.body, '$.changedAt')) as changed_at
       from mandates m where m.id in (select k.mandate_id from transactions t cross join mandate_keys k on k.key = t.mandate_key where t.order_number = ? and t.mandate_key is not null)`,
    firstDay, orderNumber,
  )[0];
  return { count: row?.count ?? 0, notActive: row?.not_active ?? 0, changedAt: (row?.changed_at ?? undefined) as IsoInstant | undefined }; // as `put` stored it
}

/** In the order of the file. */
export function touchedBy(handle: Handle, orderNumber: number, after: number, limit: number): { readonly mandateId: RegisteredMandateId; readonly collection: MandateCollection }[] {
  const values: Value[] = [orderNumber, after, limit];
  const rows = handle.all<CollectionRow & { readonly mandate_id: string }>(
    `select k.mandate_id, ${columns} from transactions t ${joined}
       cross join mandate_keys k on k.key = t.mandate_key cross join mandates m on m.id = k.mandate_id
      where t.order_number = ? and t.position > ? and t.mandate_key is not null
        and (t.state = 'refused' or m.state = 'used-up' or json_extract(m.body, '$.type') = 'one-off' or sequence_type in ('FNAL', 'OOFF'))
      order by t.position limit ?`,
    ...values,
  );
  return rows.map((row) => ({ mandateId: row.mandate_id as RegisteredMandateId, collection: toCollection(row) })); // as `put` stored it
}

function toCollection(row: CollectionRow): MandateCollection {
  return {
    orderId: row.order_id as OrderId, orderNumber: row.order_number, orderState: row.order_state as OrderState, position: row.position, dueOn: row.due as IsoDate,
    amount: { minor: row.amount_minor, currency: row.currency as CurrencyCode }, sequenceType: (row.sequence_type ?? undefined) as SequenceType | undefined,
    amended: row.amended === 1, createdAt: row.created_at as IsoInstant, state: row.state as TransactionState, wasBooked: row.was_booked === 1,
    ...(row.reason_code === null ? {} : { reasonCode: row.reason_code }),
  };
}
