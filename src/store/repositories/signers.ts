import type { IsoInstant, OrderId, SignerGroupId } from "../../domain/ids.ts";
import type { SignatureRule, SignedOrder, Signer, SignerGroup, SigningPolicy } from "../../domain/signature-rules.ts";
import type { EdsOrderKey, SignerRepository } from "../../workflows/ports/signers.ts";
import type { Access } from "../access.ts";
import { fromBody, toBody } from "../body.ts";
import { byMaking } from "../by-making.ts";
import type { SigningDays } from "./signing-days.ts";

export class SqlSigners implements SignerRepository {
  readonly #access: Access;
  readonly #days: SigningDays;

  /** @param days of this store, inside and outside of transactions */
  constructor(access: Access, days: SigningDays) {
    this.#access = access;
    this.#days = days;
  }

  all(): Promise<readonly Signer[]> {
    return this.#access.read(async ({ db }) => (await db.selectFrom("signers").select("body").orderBy(byMaking).execute()).map((row) => fromBody<Signer>(row.body)));
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
    return this.#access.read(async ({ db }) => (await db.selectFrom("signer_groups").select("body").orderBy(byMaking).execute()).map((row) => fromBody<SignerGroup>(row.body)));
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
    const own = typeof except === "object" ? `${except.connectionId} ${except.bankOrderId}` : except;
    return this.#access.read((handle) => this.#days.since(handle, since, !this.#access.inTransaction).without(own));
  }
}
