import { toIsoInstant } from "../domain/clock.ts";
import { AppError, isAppError } from "../domain/errors.ts";
import type { IsoInstant, OperatorGroupId, OperatorId } from "../domain/ids.ts";
import type { Right } from "../domain/rights.ts";
import { Secret } from "../domain/secret.ts";
import type { EncryptedStore } from "../store/index.ts";
import type { CustomerStore } from "../workflows/ports/customer-store.ts";
import type { CustomerSummary, OperatorSummary } from "./contract.ts";
import type { InstallContext } from "./install-context.ts";
import { KeySlots } from "./key-slots.ts";
import type { RegisteredOperator } from "./registry-schema.ts";

/** The customer whose access is changed, and who changes it. */
export interface AccessTarget {
  readonly summary: CustomerSummary;
  readonly store: EncryptedStore;
  readonly dataKey: Secret;
  readonly actor: OperatorSummary;
}

/** Runs first in the transaction that changes the rights: under four eyes it is the approval. */
export type Within = (store: CustomerStore) => Promise<void>;

/** See `OpenCustomer.grant`. The rights come first: a slot without rights would open nothing, rights without a slot neither. */
export async function grantAccess(install: InstallContext, target: AccessTarget, operatorId: OperatorId, given: { readonly rights: readonly Right[]; readonly groups: readonly OperatorGroupId[] }, within: Within | undefined): Promise<void> {
  await install.registry.locked(async () => {
    const operator = install.registry.read().operators.find((known) => known.id === operatorId);
    if (operator === undefined) throw new AppError("input", "unknown-operator", "There is no such operator.", { meaning: "Nothing was granted." });
    if (given.rights.length + given.groups.length === 0) throw new AppError("input", "no-rights", "Say which rights to grant, or revoke the access.", { meaning: "Nothing was changed." });
    await target.store.transaction(async (inside) => {
      await approve(inside, within);
      await requireAdministrator(inside, target.actor);
      requireKnownRecipient(await inside.profile.recipients(), operator);
      await inside.profile.setRights(operatorId, operator.name, given.rights, given.groups);
      await inside.profile.keepRecipient(operatorId, operator.recipient);
      await requireSomeAdministrator(inside);
      const rights = await inside.profile.rightsOf(operatorId);
      await inside.journal.append({ ...stamp(install, target), action: "access.granted", subject: operatorId, summary: `${operator.name} may ${rights.join(", ")}`, detail: { rights, own: given.rights, groups: given.groups } });
    });
    await new KeySlots(target.summary.folder, target.summary.id).seal({ id: operatorId, recipient: operator.recipient }, target.dataKey, "current");
  });
}

/**
 * See `OpenCustomer.revoke`. Rights and slot go at once, whoever has the customer open; then the data key is changed, or, while somebody else has
 * the store open, noted to be. The order is that of docs/store-format.md, "Key slots": a crash at any point leaves a customer that opens.
 * @param how.onRekeyed takes the new key over, as soon as the store has it
 */
export async function revokeAccess(install: InstallContext, target: AccessTarget, operatorId: OperatorId, how: { readonly onRekeyed: (newKey: Secret) => void; readonly within: Within | undefined }): Promise<void> {
  if (operatorId === target.actor.id) throw new AppError("rights", "cannot-revoke-self", "You cannot take away your own access.", { meaning: "Nothing was changed.", next: "Another administrator of this customer can." });
  await install.registry.locked(async () => {
    const slots = new KeySlots(target.summary.folder, target.summary.id);
    const { operators } = install.registry.read();
    await target.store.transaction(async (inside) => {
      await approve(inside, how.within);
      await requireAdministrator(inside, target.actor);
      const recipients = await inside.profile.recipients();
      for (const known of keyHolders(slots, operators, (id) => id !== operatorId)) requireKnownRecipient(recipients, known);
      const name = operators.find((known) => known.id === operatorId)?.name ?? operatorId;
      await inside.profile.setRights(operatorId, name, []);
      await inside.profile.noteKeyChange(true);
      await inside.journal.append({ ...stamp(install, target), action: "access.revoked", subject: operatorId, summary: `${name} has no access any more; the data key is to be changed` });
    });
    slots.remove(operatorId);
    await changeDataKey(install, target, how.onRekeyed);
  });
}

/**
 * Changes the data key that a revocation has left behind. The caller holds the registry's lock.
 * @returns false when somebody else has the store open: it stays to be done, and is tried when an administrator opens the customer
 */
export async function changeDataKey(install: InstallContext, target: AccessTarget, onRekeyed: (newKey: Secret) => void): Promise<boolean> {
  const slots = new KeySlots(target.summary.folder, target.summary.id);
  slots.dropNext(); // of an earlier try that did not get as far as the new key
  const allowed = (await target.store.profile.operators()).map((one) => one.operatorId);
  const holders = slots.operatorsWith("current");
  const remaining = keyHolders(slots, install.registry.read().operators, (id) => allowed.includes(id));
  const recipients = await target.store.profile.recipients();
  for (const known of remaining) requireKnownRecipient(recipients, known);
  const newKey = new Secret(install.randomness.bytes(32));
  for (const known of remaining) await slots.seal({ id: known.id as OperatorId, recipient: known.recipient }, newKey, "next");
  try {
    await target.store.rekey(target.dataKey.bytes, newKey.bytes, () => Promise.resolve());
  } catch (error) {
    newKey.wipe();
    // Only then it is certain that the file still has the old key; otherwise the next opening finds out which slot fits.
    if (!isAppError(error, "store", "in-use")) throw error;
    slots.dropNext();
    return false;
  }
  onRekeyed(newKey);
  slots.promoteNext(holders.filter((id) => !remaining.some((known) => known.id === id)));
  await target.store.transaction(async (inside) => {
    await inside.profile.noteKeyChange(false);
    await inside.journal.append({ ...stamp(install, target), action: "access.key-changed", subject: target.summary.id, summary: "The data key was changed: slots and copies of it from before open nothing new" });
  });
  return true;
}

function keyHolders(slots: KeySlots, operators: readonly RegisteredOperator[], isAllowed: (id: OperatorId) => boolean): readonly RegisteredOperator[] {
  const holders = slots.operatorsWith("current");
  return operators.filter((known) => holders.includes(known.id as OperatorId) && isAllowed(known.id as OperatorId));
}

/** Where the customer wants four eyes, nobody's access is changed without the other pair, whichever way the call came. */
async function approve(store: CustomerStore, within: Within | undefined): Promise<void> {
  if (within !== undefined) return within(store);
  if ((await store.profile.get()).fourEyes !== true) return;
  throw new AppError("rights", "needs-approval", "Changes of this customer's administration need a second administrator.", { meaning: "Nothing was changed.", next: "Propose the change in the customer's settings." });
}

/** Looks into the store, not at the rights of the opening: they may have been taken away since. */
async function requireAdministrator(store: CustomerStore, actor: OperatorSummary): Promise<void> {
  if ((await store.profile.rightsOf(actor.id)).includes("administer")) return;
  throw new AppError("rights", "not-allowed", "Only an administrator of this customer can change who may open it.", { meaning: "Nothing was changed." });
}

async function requireSomeAdministrator(store: CustomerStore): Promise<void> {
  if ((await store.profile.operators()).some((operator) => operator.rights.includes("administer"))) return;
  throw new AppError("rights", "no-administrator", "The customer would be left without an administrator.", { meaning: "Nothing was changed.", next: "Give somebody else the right to administer first." });
}

/** Who can write the registry could put a key of their own beside another's name and wait for the data key to be sealed to it. */
function requireKnownRecipient(recipients: ReadonlyMap<OperatorId, string>, operator: { readonly id: string; readonly name: string; readonly recipient: string }): void {
  const known = recipients.get(operator.id as OperatorId);
  if (known === undefined || known === operator.recipient) return;
  throw new AppError("rights", "recipient-changed", `The registry names another key for ${operator.name} than the one this customer was opened to.`, {
    meaning: "The data key was not sealed to it; nothing was changed.",
    next: "Somebody may have tampered with registry.json: compare it with a backup.",
  });
}

function stamp(install: InstallContext, target: AccessTarget): { readonly at: IsoInstant; readonly actor: string } {
  return { at: toIsoInstant(install.clock.now()) as IsoInstant, actor: target.actor.name };
}
