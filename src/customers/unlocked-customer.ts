import { isAppError } from "../domain/errors.ts";
import type { CustomerId, OperatorGroupId, OperatorId } from "../domain/ids.ts";
import type { Right } from "../domain/rights.ts";
import type { Secret } from "../domain/secret.ts";
import type { EncryptedStore } from "../store/index.ts";
import type { CustomerStore } from "../workflows/ports/customer-store.ts";
import type { CustomerProfile } from "../workflows/ports/profile.ts";
import { changeDataKey, grantAccess, revokeAccess, type Within } from "./access-changes.ts";
import type { CustomerSummary, OpenCustomer, OperatorSummary } from "./contract.ts";
import type { InstallContext } from "./install-context.ts";

/** One customer, opened by one operator. The session closes it. */
export class UnlockedCustomer implements OpenCustomer {
  readonly id: CustomerId;
  readonly folder: string;
  readonly profile: CustomerProfile;
  readonly rights: readonly Right[];
  readonly store: CustomerStore;
  readonly #install: InstallContext;
  readonly #summary: CustomerSummary;
  readonly #operator: OperatorSummary;
  readonly #encrypted: EncryptedStore;
  #dataKey: Secret;

  constructor(
    install: InstallContext,
    operator: OperatorSummary,
    summary: CustomerSummary,
    opened: { readonly profile: CustomerProfile; readonly rights: readonly Right[]; readonly store: EncryptedStore; readonly dataKey: Secret },
  ) {
    this.#install = install;
    this.#operator = operator;
    this.#encrypted = opened.store;
    this.#dataKey = opened.dataKey;
    this.id = summary.id;
    this.folder = summary.folder;
    this.#summary = summary;
    this.profile = opened.profile;
    this.rights = opened.rights;
    this.store = opened.store;
  }

  grant(operatorId: OperatorId, rights: readonly Right[], groups: readonly OperatorGroupId[] = [], within?: Within): Promise<void> {
    return grantAccess(this.#install, this.#target(), operatorId, { rights, groups }, within);
  }

  revoke(operatorId: OperatorId, within?: Within): Promise<void> {
    return revokeAccess(this.#install, this.#target(), operatorId, { onRekeyed: (newKey) => this.#takeOver(newKey), within });
  }

  /** What a revocation could not do while others had the customer open. Where they still have, or a slot must not be sealed, it stays to be done. */
  async changeKeyIfDue(): Promise<void> {
    if (!this.rights.includes("administer") || !(await this.#encrypted.profile.isKeyChangeDue())) return;
    try {
      await this.#install.registry.locked(() => changeDataKey(this.#install, this.#target(), (newKey) => this.#takeOver(newKey)));
    } catch (error) {
      if (!isAppError(error, "rights")) throw error;
    }
  }

  async close(): Promise<void> {
    await this.#encrypted.close();
    this.#dataKey.wipe();
  }

  #takeOver(newKey: Secret): void {
    this.#dataKey.wipe();
    this.#dataKey = newKey;
  }

  #target() {
    return { summary: this.#summary, store: this.#encrypted, dataKey: this.#dataKey, actor: this.#operator };
  }
}
