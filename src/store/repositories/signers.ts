import type { IsoInstant, SignerId } from "../../domain/ids.ts";
import { addMoney, type Money } from "../../domain/money.ts";
import type { SignatureRule, Signer } from "../../domain/signature-rules.ts";
import type { SignerRepository } from "../../workflows/ports/customer-store.ts";
import type { EdsSignature } from "../../workflows/ports/eds-orders.ts";
import type { Access } from "../access.ts";
import { fromBody, toBody } from "../body.ts";
import type { OrderBody } from "./order-row.ts";

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

  /** Each order counts once, whatever became of it: a signature that was given used up the day's limit. Signatures that were withdrawn are gone. */
  signedSince(signerId: SignerId, since: IsoInstant): Promise<readonly Money[]> {
    return this.#access.read(async ({ db }) => {
      const rows = await db
        .selectFrom("order_signatures")
        .innerJoin("orders", "orders.number", "order_signatures.order_number")
        .select("orders.body")
        .distinct()
        .select("orders.number")
        .where("order_signatures.signer_id", "=", signerId)
        .where("order_signatures.at", ">=", since)
        .execute();
      const atBank = await db.selectFrom("eds_signatures").select("body").where("signer_id", "=", signerId).where("at", ">=", since).execute();
      return sumByCurrency([...rows.flatMap((row) => fromBody<OrderBody>(row.body).sums), ...atBank.flatMap((row) => fromBody<EdsSignature>(row.body).sums)]);
    });
  }
}

function sumByCurrency(amounts: readonly Money[]): readonly Money[] {
  const sums = new Map<string, Money>();
  for (const amount of amounts) {
    const sum = sums.get(amount.currency);
    sums.set(amount.currency, sum === undefined ? amount : addMoney(sum, amount));
  }
  return [...sums.values()];
}
