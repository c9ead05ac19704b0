import { sql } from "kysely";
import type { IsoInstant, OrderId, SignerGroupId, SignerId } from "../../domain/ids.ts";
import type { Money } from "../../domain/money.ts";
import type { SignatureRule, SignedOrder, Signer, SignerGroup, SigningPolicy } from "../../domain/signature-rules.ts";
import type { EdsOrderKey, SignerRepository } from "../../workflows/ports/signers.ts";
import type { Access } from "../access.ts";
import { fromBody, toBody } from "../body.ts";

export class SqlSigners implements SignerRepository {
  readonly #access: Access;
  constructor(access: Access) {
    this.#access = access;
  }

  all(): Promise<readonly Signer[]> {
    return this.#access.read(async ({ db }) => (await db.selectFrom("signers").select("body").orderBy("id").execute()).map((row) => fromBody<Signer>(row.body)));
  }

  put(signer: Signer): Promise<void> {
    return this.#access.write(async ({ db }) => {
      const body = toBody(signer);
      await db.insertInto("signers").values({ id: signer.id, body }).onConflict((on) => on.column("id").doUpdateSet({ body })).execute();
    });
  }

  rules(): Promise<readonly SignatureRule[]> {
    return this.#access.read(async ({ db }) =>
      (await db.selectFrom("signature_rules").select("body").orderBy("position").execute()).map((row) => fromBody<SignatureRule>(row.body)),
    );
  }

  putRules(rules: readonly SignatureRule[]): Promise<void> {
    return this.#access.write(async ({ db }) => {
      await db.deleteFrom("signature_rules").execute();
      for (const [position, rule] of rules.entries()) await db.insertInto("signature_rules").values({ position, body: toBody(rule) }).execute();
    });
  }

  groups(): Promise<readonly SignerGroup[]> {
    return this.#access.read(async ({ db }) => (await db.selectFrom("signer_groups").select("body").orderBy("id").execute()).map((row) => fromBody<SignerGroup>(row.body)));
  }

  putGroup(group: SignerGroup): Promise<void> {
    return this.#access.write(async ({ db }) => {
      const body = toBody(group);
      await db.insertInto("signer_groups").values({ id: group.id, body }).onConflict((on) => on.column("id").doUpdateSet({ body })).execute();
    });
  }

  removeGroup(id: SignerGroupId): Promise<void> {
    return this.#access.write(async ({ db }) => {
      await db.deleteFrom("signer_groups").where("id", "=", id).execute();
    });
  }

  async policy(): Promise<SigningPolicy> {
    return { signers: await this.all(), groups: await this.groups(), rules: await this.rules() };
  }

  /** Each order counts once, whatever became of it: a signature that was given used up the day's limit. Signatures that were withdrawn are gone. */
  signedSince(since: IsoInstant, except?: OrderId | EdsOrderKey): Promise<readonly SignedOrder[]> {
    return this.#access.read(async ({ db }) => {
      // Of the bodies only the sums: a day may have thousands of signatures.
      const here = await db
        .selectFrom("order_signatures")
        .innerJoin("orders", "orders.number", "order_signatures.order_number")
        .select(["orders.id as key", "order_signatures.signer_id", sql<string>`json_extract(orders.body, '$.sums')`.as("sums")])
        .where("order_signatures.at", ">=", since)
        .where(sql`json_extract(order_signatures.body, '$.signatureClass')`, "<>", "T")
        .execute();
      const atBank = await db
        .selectFrom("eds_signatures")
        .select([sql<string>`connection_id || ' ' || bank_order_id`.as("key"), "signer_id", sql<string>`json_extract(body, '$.sums')`.as("sums")])
        .where("at", ">=", since)
        .execute();
      const own = typeof except === "object" ? `${except.connectionId} ${except.bankOrderId}` : except;
      return gathered([...here, ...atBank].filter((row) => row.key !== own));
    });
  }
}

function gathered(rows: readonly { readonly key: string; readonly signer_id: string; readonly sums: string }[]): readonly SignedOrder[] {
  const orders = new Map<string, { sums: readonly Money[]; signers: SignerId[] }>();
  for (const { key, signer_id, sums } of rows) {
    const order = orders.get(key) ?? { sums: fromBody<readonly Money[]>(sums), signers: [] };
    order.signers.push(signer_id as SignerId); // a brand put back: what was stored had it
    orders.set(key, order);
  }
  return [...orders.values()];
}
