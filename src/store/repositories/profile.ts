import { AppError } from "../../domain/errors.ts";
import type { OperatorGroupId, OperatorId } from "../../domain/ids.ts";
import { allRightsOf, type OperatorGroup, type Right, rights as allRights, rightsProblem } from "../../domain/rights.ts";
import type { CustomerProfile, OperatorRights, ProfileRepository } from "../../workflows/ports/profile.ts";
import type { Access } from "../access.ts";
import { fromBody, toBody } from "../body.ts";
import { byMaking } from "../by-making.ts";
import { storeError } from "../store-error.ts";

const keyChangeDue = "key-change.due";

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

  async setRights(operatorId: OperatorId, operatorName: string, own: readonly Right[], memberOf: readonly OperatorGroupId[] = []): Promise<void> {
    const problem = rightsProblem(allRightsOf(own, memberOf, await this.groups()));
    if (problem !== undefined) throw new AppError("rights", "contradictory-rights", problem, { meaning: "The rights were left as they are." });
    return this.#access.write(async ({ db }) => {
      if (own.length + memberOf.length === 0) {
        await db.deleteFrom("operators").where("operator_id", "=", operatorId).execute();
        return;
      }
      const row = { name: operatorName, rights: JSON.stringify(allRights.filter((right) => own.includes(right))), groups: JSON.stringify(memberOf) };
      await db.insertInto("operators").values({ operator_id: operatorId, recipient: null, ...row }).onConflict((on) => on.column("operator_id").doUpdateSet(row)).execute();
    });
  }

  async operators(): Promise<readonly OperatorRights[]> {
    const groups = await this.groups();
    return this.#access.read(async ({ db }) => {
      const rows = await db.selectFrom("operators").selectAll().orderBy("name").orderBy("operator_id").execute();
      return rows.map((row) => {
        const own = JSON.parse(row.rights) as Right[]; // both written by setRights
        const memberOf = JSON.parse(row.groups) as OperatorGroupId[];
        return { operatorId: row.operator_id as OperatorId, operatorName: row.name, rights: allRightsOf(own, memberOf, groups), own, groups: memberOf };
      });
    });
  }

  groups(): Promise<readonly OperatorGroup[]> {
    return this.#access.read(async ({ db }) => (await db.selectFrom("operator_groups").select("body").orderBy(byMaking).execute()).map((row) => fromBody<OperatorGroup>(row.body)));
  }

  putGroup(group: OperatorGroup): Promise<void> {
    return this.#access.write(async ({ db }) => {
      const body = toBody(group);
      await db.insertInto("operator_groups").values({ id: group.id, body }).onConflict((on) => on.column("id").doUpdateSet({ body })).execute();
    });
  }

  removeGroup(id: OperatorGroupId): Promise<void> {
    return this.#access.write(async ({ db }) => {
      await db.deleteFrom("operator_groups").where("id", "=", id).execute();
    });
  }

  /** Whether the data key is still to be changed, after an access was taken away. */
  noteKeyChange(due: boolean): Promise<void> {
    return this.#access.write(async ({ db }) => {
      await db.deleteFrom("meta").where("name", "=", keyChangeDue).execute();
      if (due) await db.insertInto("meta").values({ name: keyChangeDue, value: "1" }).execute();
    });
  }

  isKeyChangeDue(): Promise<boolean> {
    return this.#access.read(async ({ db }) => (await db.selectFrom("meta").select("name").where("name", "=", keyChangeDue).executeTakeFirst()) !== undefined);
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
