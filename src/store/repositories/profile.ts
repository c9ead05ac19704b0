import { AppError } from "../../domain/errors.ts";
import type { OperatorId } from "../../domain/ids.ts";
import { type Right, rights as allRights, rightsProblem } from "../../domain/rights.ts";
import type { CustomerProfile, ProfileRepository } from "../../workflows/ports/customer-store.ts";
import type { Access } from "../access.ts";
import { fromBody, toBody } from "../body.ts";
import { storeError } from "../store-error.ts";

export class SqlProfile implements ProfileRepository {
  readonly #access: Access;
  constructor(access: Access) {
    this.#access = access;
  }

  get(): Promise<CustomerProfile> {
    return this.#access.read(async ({ db }) => {
      const row = await db.selectFrom("profile").select("body").executeTakeFirst();
      if (row === undefined) throw storeError("not-found", { message: "The customer's store holds no profile: it was never completely created." });
      return fromBody<CustomerProfile>(row.body);
    });
  }

  update(profile: CustomerProfile): Promise<void> {
    return this.#access.write(async ({ db }) => {
      const body = toBody(profile);
      await db.insertInto("profile").values({ id: 1, body }).onConflict((on) => on.column("id").doUpdateSet({ body })).execute();
    });
  }

  async rightsOf(operatorId: OperatorId): Promise<readonly Right[]> {
    return (await this.operators()).find((operator) => operator.operatorId === operatorId)?.rights ?? [];
  }

  setRights(operatorId: OperatorId, operatorName: string, rights: readonly Right[]): Promise<void> {
    const problem = rightsProblem(rights);
    if (problem !== undefined) return Promise.reject(new AppError("rights", "contradictory-rights", problem, { meaning: "The rights were left as they are." }));
    return this.#access.write(async ({ db }) => {
      if (rights.length === 0) {
        await db.deleteFrom("operators").where("operator_id", "=", operatorId).execute();
        return;
      }
      const row = { name: operatorName, rights: JSON.stringify(allRights.filter((right) => rights.includes(right))) };
      await db.insertInto("operators").values({ operator_id: operatorId, recipient: null, ...row }).onConflict((on) => on.column("operator_id").doUpdateSet(row)).execute();
    });
  }

  operators(): Promise<readonly { operatorId: OperatorId; operatorName: string; rights: readonly Right[] }[]> {
    return this.#access.read(async ({ db }) => {
      const rows = await db.selectFrom("operators").selectAll().orderBy("name").execute();
      return rows.map((row) => ({ operatorId: row.operator_id as OperatorId, operatorName: row.name, rights: JSON.parse(row.rights) as Right[] }));
    });
  }

  /** To which age recipient an operator's key slot was made. Kept here because the registry, which also names it, is not protected. */
  keepRecipient(operatorId: OperatorId, recipient: string): Promise<void> {
    return this.#access.write(async ({ db }) => {
      await db.updateTable("operators").set({ recipient }).where("operator_id", "=", operatorId).execute();
    });
  }

  recipients(): Promise<ReadonlyMap<OperatorId, string>> {
    return this.#access.read(async ({ db }) => {
      const rows = await db.selectFrom("operators").select(["operator_id", "recipient"]).execute();
      return new Map(rows.flatMap((row) => (row.recipient === null ? [] : [[row.operator_id as OperatorId, row.recipient] as const])));
    });
  }
}
