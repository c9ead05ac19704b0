import { rmSync } from "node:fs";
import path from "node:path";
import { toIsoInstant } from "../domain/clock.ts";
import { AppError } from "../domain/errors.ts";
import { type CustomerId, type IsoInstant, makeId } from "../domain/ids.ts";
import { type Right, rightsProblem } from "../domain/rights.ts";
import { Secret } from "../domain/secret.ts";
import { fold, openCustomerStore } from "../store/index.ts";
import { type CustomerColour, customerColours, type CustomerProfile, type NewCustomer } from "../workflows/ports/profile.ts";
import type { OperatorSummary } from "./contract.ts";
import type { InstallContext } from "./install-context.ts";
import { KeySlots } from "./key-slots.ts";
import { makePrivateFolder } from "./private-files.ts";
import { storeFile } from "./unlock-customer.ts";

/**
 * Makes the store, the data key and the creator's slot; the registry comes last, so that a crash leaves at most a folder nobody names.
 * @throws AppError input/`short-name-taken`, `name-missing`; rights/`contradictory-rights`, `no-administrator`
 */
export async function createCustomer(install: InstallContext, creator: OperatorSummary, wanted: NewCustomer, rights: readonly Right[]): Promise<CustomerId> {
  requireRights(rights);
  const id: CustomerId = makeId(install.clock.now(), install.randomness.bytes(10));
  const folder = `customers/${id}`;
  await install.registry.locked(async () => {
    const { operators, customers } = install.registry.read();
    const profile: CustomerProfile = { ...wanted, colour: wanted.colour ?? leastUsedColour(customers.map(({ colour }) => colour)) };
    if (fold(profile.shortName) === "" || profile.name.trim() === "") throw new AppError("input", "name-missing", "A customer needs a name and a short name.");
    if (customers.some((known) => fold(known.shortName) === fold(profile.shortName))) {
      throw new AppError("input", "short-name-taken", `There already is a customer ${profile.shortName}.`, { meaning: "Nothing was created.", next: "Choose another short name: it is what keeps customers apart on every screen." });
    }
    const me = operators.find((known) => known.id === creator.id);
    if (me === undefined) throw new AppError("rights", "no-grant", "Your name is no longer in the registry.");
    const absolute = path.join(install.root, folder);
    try {
      await makeStore(install, absolute, id, { ...creator, recipient: me.recipient }, profile, rights);
    } catch (error) {
      rmSync(absolute, { recursive: true, force: true });
      throw error;
    }
    const entry = { id, shortName: profile.shortName, colour: profile.colour, folder, createdAt: toIsoInstant(install.clock.now()) };
    install.registry.write((document) => ({ ...document, customers: [...document.customers, entry] }));
  });
  return id;
}

/** The bar down the left edge tells customers apart only where they have different ones. Red comes last: it also marks what is wrong. */
function leastUsedColour(used: readonly CustomerColour[]): CustomerColour {
  const uses = (colour: CustomerColour): number => used.filter((one) => one === colour).length;
  return customerColours.toReversed().reduce((least, colour) => (uses(colour) < uses(least) ? colour : least));
}

async function makeStore(install: InstallContext, folder: string, id: CustomerId, creator: OperatorSummary & { readonly recipient: string }, profile: CustomerProfile, rights: readonly Right[]): Promise<void> {
  makePrivateFolder(folder);
  using dataKey = new Secret(install.randomness.bytes(32));
  const store = await openCustomerStore({ path: storeFile(folder), dataKey, create: true, randomness: install.randomness, onWrite: install.onWrite });
  try {
    await store.transaction(async (inside) => {
      await inside.profile.update(profile);
      await inside.profile.setRights(creator.id, creator.name, rights);
      await inside.profile.keepRecipient(creator.id, creator.recipient);
      await inside.journal.append({
        at: toIsoInstant(install.clock.now()) as IsoInstant,
        actor: creator.name,
        action: "customer.created",
        subject: id,
        summary: `Customer ${profile.shortName} created`,
        detail: { rights },
      });
    });
  } finally {
    await store.close();
  }
  await new KeySlots(folder, id).seal(creator, dataKey, "current");
}

function requireRights(rights: readonly Right[]): void {
  const problem = rightsProblem(rights);
  if (problem !== undefined) throw new AppError("rights", "contradictory-rights", problem, { meaning: "Nothing was created." });
  if (!rights.includes("administer")) throw new AppError("rights", "no-administrator", "Somebody must be able to administer the customer: its creator.", { meaning: "Nothing was created." });
}
