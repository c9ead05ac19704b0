import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { Decrypter, Encrypter } from "age-encryption";
import { AppError } from "../domain/errors.ts";
import type { CustomerId, OperatorId } from "../domain/ids.ts";
import { Secret } from "../domain/secret.ts";
import { flushFolder } from "../store/index.ts";
import { makePrivateFolder, readOptionalBytes, writeWhole } from "./private-files.ts";

/** Whether a slot is in force, or holds the key that is about to be. */
export type SlotKind = "current" | "next";

/** The data key of one customer, sealed to each operator who may open it: one age file each (docs/store-format.md, "Key slots"). */
export class KeySlots {
  readonly #customerId: CustomerId;
  readonly #folder: string;

  /** @param customerFolder absolute */
  constructor(customerFolder: string, customerId: CustomerId) {
    this.#customerId = customerId;
    this.#folder = path.join(customerFolder, "slots");
  }

  /** Writers hold the registry's lock. */
  async seal(operator: { readonly id: OperatorId; readonly recipient: string }, dataKey: Secret, kind: SlotKind): Promise<void> {
    makePrivateFolder(this.#folder);
    const encrypter = new Encrypter();
    encrypter.addRecipient(operator.recipient);
    writeWhole(this.#file(operator.id, kind), await encrypter.encrypt(slotText(this.#customerId, operator.id, dataKey)));
  }

  /**
   * @returns the data key, which the caller wipes; undefined when there is no such slot
   * @throws AppError rights/`no-grant` when the slot is for somebody else; store/`damaged`
   */
  async unseal(operatorId: OperatorId, identity: Secret, kind: SlotKind): Promise<Secret | undefined> {
    const sealed = readOptionalBytes(this.#file(operatorId, kind));
    if (sealed === undefined) return undefined;
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity.revealText());
    let text: string;
    try {
      text = await decrypter.decrypt(sealed, "text");
    } catch (error) {
      throw noGrant("The key slot does not open with your key: it is damaged, or was made for somebody else.", error);
    }
    const dataKey = /^[0-9a-f]{64}$/.test(text.slice(-65, -1)) ? new Secret(Buffer.from(text.slice(-65, -1), "hex")) : undefined;
    if (dataKey === undefined || text !== slotText(this.#customerId, operatorId, dataKey)) throw noGrant("The key slot belongs to another customer or operator.");
    return dataKey;
  }

  has(operatorId: OperatorId): boolean {
    return existsSync(this.#file(operatorId, "current"));
  }

  operatorsWith(kind: SlotKind): readonly OperatorId[] {
    const ending = kind === "current" ? ".age" : ".age.next";
    return this.#names().filter((name) => name.endsWith(ending)).map((name) => name.slice(0, -ending.length) as OperatorId);
  }

  /** Puts every next slot in force, then removes the slots of those who are to have none. Repeating it does no harm. */
  promoteNext(revoked: readonly OperatorId[]): void {
    for (const operatorId of this.operatorsWith("next")) renameSync(this.#file(operatorId, "next"), this.#file(operatorId, "current"));
    for (const operatorId of revoked) rmSync(this.#file(operatorId, "current"), { force: true });
    flushFolder(this.#folder);
  }

  remove(operatorId: OperatorId): void {
    rmSync(this.#file(operatorId, "current"), { force: true });
    flushFolder(this.#folder);
  }

  dropNext(): void {
    for (const operatorId of this.operatorsWith("next")) rmSync(this.#file(operatorId, "next"), { force: true });
  }

  #file(operatorId: OperatorId, kind: SlotKind): string {
    return path.join(this.#folder, kind === "current" ? `${operatorId}.age` : `${operatorId}.age.next`);
  }

  #names(): readonly string[] {
    try {
      return readdirSync(this.#folder);
    } catch {
      return []; // no folder, no slots: nobody may open the customer
    }
  }
}

function slotText(customerId: CustomerId, operatorId: OperatorId, dataKey: Secret): string {
  return `kontor data key 1\n${customerId}\n${operatorId}\n${Buffer.from(dataKey.bytes).toString("hex")}\n`;
}

/** The one error for a customer that is not to be opened by this operator. */
export function noGrant(message = "You have no access to this customer.", cause?: unknown): AppError {
  return new AppError("rights", "no-grant", message, { meaning: "Nothing was read.", next: "Ask an administrator of this customer to grant you access.", cause });
}
