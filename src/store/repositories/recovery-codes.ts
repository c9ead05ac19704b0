import type { RecoveryCode, RecoveryCodeRepository } from "../../workflows/ports/recovery-codes.ts";
import type { Access } from "../access.ts";
import { fromBody, toBody } from "../body.ts";

export class SqlRecoveryCodes implements RecoveryCodeRepository {
  readonly #access: Access;
  constructor(access: Access) {
    this.#access = access;
  }

  all(): Promise<readonly RecoveryCode[]> {
    return this.#access.read(async ({ db }) => {
      const codes = (await db.selectFrom("recovery_codes").select("body").execute()).map((row) => fromBody<RecoveryCode>(row.body));
      return codes.sort((a, b) => a.operatorName.localeCompare(b.operatorName));
    });
  }

  put(code: RecoveryCode): Promise<void> {
    return this.#access.write(async ({ db }) => {
      const row = { body: toBody(code) };
      await db.insertInto("recovery_codes").values({ operator_id: code.operatorId, ...row }).onConflict((on) => on.column("operator_id").doUpdateSet(row)).execute();
    });
  }
}
