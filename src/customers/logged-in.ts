import { AppError } from "../domain/errors.ts";
import type { CustomerId } from "../domain/ids.ts";
import type { Right } from "../domain/rights.ts";
import type { Secret } from "../domain/secret.ts";
import { visibleLine } from "../domain/text.ts";
import type { CustomerProfile, NewCustomer } from "../workflows/ports/profile.ts";
import { createCustomer } from "./create-customer.ts";
import type { CustomerSummary, OpenCustomer, OperatorSession, OperatorSummary } from "./contract.ts";
import { type InstallContext, toCustomerSummary } from "./install-context.ts";
import { KeySlots, noGrant } from "./key-slots.ts";
import { lockAfterMinutesMax, lockAfterMinutesMin, type RegisteredOperator } from "./registry-schema.ts";
import { UnlockedCustomer } from "./unlocked-customer.ts";
import { unlockCustomer } from "./unlock-customer.ts";

export class LoggedIn implements OperatorSession {
  readonly operator: OperatorSummary;
  readonly #install: InstallContext;
  readonly #identity: Secret;
  readonly #onClose: () => void;
  readonly #open = new Map<CustomerId, Promise<UnlockedCustomer>>();
  #closed = false;
  #lockAfterMinutes: number;
  #keepsCardPins: boolean;

  constructor(install: InstallContext, operator: OperatorSummary, identity: Secret, onClose: () => void) {
    this.#install = install;
    this.operator = operator;
    this.#identity = identity;
    this.#onClose = onClose;
    const settings = install.registry.read().operators.find((known) => known.id === operator.id);
    this.#lockAfterMinutes = settings?.lockAfterMinutes ?? lockAfterMinutesDefault;
    this.#keepsCardPins = settings?.keepsCardPins ?? false;
  }

  get lockAfterMinutes(): number {
    return this.#lockAfterMinutes;
  }

  async setLockAfterMinutes(minutes: number): Promise<void> {
    if (!Number.isInteger(minutes) || minutes < lockAfterMinutesMin || minutes > lockAfterMinutesMax) {
      throw new AppError("input", "bad-minutes", `The screen locks after ${lockAfterMinutesMin} to ${lockAfterMinutesMax} minutes.`, { meaning: "Nothing was changed.", next: "Give whole minutes." });
    }
    await this.#keepSetting({ lockAfterMinutes: minutes });
    this.#lockAfterMinutes = minutes;
  }

  get keepsCardPins(): boolean {
    return this.#keepsCardPins;
  }

  async setKeepsCardPins(keeps: boolean): Promise<void> {
    await this.#keepSetting({ keepsCardPins: keeps });
    this.#keepsCardPins = keeps;
  }

  async opened(): Promise<readonly OpenCustomer[]> {
    const all = await Promise.allSettled(this.#open.values());
    return all.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  }

  async customers(): Promise<readonly CustomerSummary[]> {
    return this.#install.registry
      .read()
      .customers.map((customer) => toCustomerSummary(this.#install.root, customer))
      .filter((customer) => new KeySlots(customer.folder, customer.id).has(this.operator.id))
      .sort((a, b) => a.shortName.localeCompare(b.shortName));
  }

  async createCustomer(profile: NewCustomer, rights: readonly Right[] = creatorsRights): Promise<OpenCustomer> {
    this.#checkOpen();
    const id = await createCustomer(this.#install, this.operator, profile, rights);
    return await this.openCustomer(id);
  }

  async openCustomer(id: CustomerId): Promise<OpenCustomer> {
    this.#checkOpen();
    const known = this.#open.get(id);
    if (known !== undefined) return await known;
    const opening = this.#unlock(id);
    this.#open.set(id, opening);
    try {
      return await opening;
    } catch (error) {
      if (this.#open.get(id) === opening) this.#open.delete(id); // the next try starts anew
      throw error;
    }
  }

  async closeCustomer(id: CustomerId): Promise<void> {
    const open = this.#open.get(id);
    this.#open.delete(id);
    if (open === undefined) return;
    const customer = await open.catch(() => undefined); // one that never opened needs no closing
    await customer?.close();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#onClose();
    await Promise.all([...this.#open.keys()].map((id) => this.closeCustomer(id)));
    this.#identity.wipe();
  }

  async #unlock(id: CustomerId): Promise<UnlockedCustomer> {
    const registered = this.#install.registry.read().customers.find((customer) => customer.id === id);
    if (registered === undefined) throw noGrant();
    const summary = toCustomerSummary(this.#install.root, registered);
    const { store, dataKey } = await unlockCustomer(this.#install, summary, this.operator.id, this.#identity);
    try {
      const rights = await store.profile.rightsOf(this.operator.id);
      if (!rights.includes("see")) throw noGrant();
      const profile = await store.profile.get();
      requireSameCustomer(summary, profile);
      const customer = new UnlockedCustomer(this.#install, this.operator, summary, { profile, rights, store, dataKey });
      await customer.changeKeyIfDue();
      return customer;
    } catch (error) {
      dataKey.wipe();
      await store.close();
      throw error;
    }
  }

  async #keepSetting(setting: Pick<RegisteredOperator, "lockAfterMinutes"> | Pick<RegisteredOperator, "keepsCardPins">): Promise<void> {
    const { registry } = this.#install;
    await registry.locked(async () => {
      registry.write((document) => ({ ...document, operators: document.operators.map((known) => (known.id === this.operator.id ? { ...known, ...setting } : known)) }));
    });
  }

  #checkOpen(): void {
    if (this.#closed) throw noGrant("You are logged out.");
  }
}

/** The registry is not protected: whoever can write it could swap two customers' names, and an operator would pay from the wrong one. */
function requireSameCustomer(registered: CustomerSummary, profile: CustomerProfile): void {
  if (registered.shortName === profile.shortName && registered.colour === profile.colour) return;
  throw new AppError("rights", "customer-swapped", `The registry calls this customer ${visibleLine(registered.shortName, 40)}, its own store ${visibleLine(profile.shortName, 40)}.`, {
    meaning: "It was not opened, so that nothing is done for the wrong customer.",
    next: "Somebody may have tampered with registry.json: compare it with a backup.",
  });
}

const lockAfterMinutesDefault = 10;

/** An administrator cannot sign. */
const creatorsRights: readonly Right[] = ["see", "prepare", "send", "fetch", "administer"];
