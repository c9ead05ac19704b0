import { systemClock, systemRandomness } from "../../../src/cli/compose.ts";
import { openInstall } from "../../../src/customers/index.ts";
import { Secret } from "../../../src/domain/secret.ts";
import { Machine, type Workstation } from "./workstation.ts";

export const passphrase = "seven quiet herons at dusk";
const names = ["Anna", "Béla", "Cili"] as const;

/** A machine with one customer, DUNA, that Anna and Béla administer; Cili is an operator without rights. */
export async function machineOfAdministrators(setting: { readonly fourEyes: boolean }): Promise<Machine> {
  const machine = new Machine();
  const install = await openInstall({ root: machine.data, clock: systemClock, randomness: systemRandomness, keyDerivation: { memoryKib: 64, passes: 1, parallelism: 1 } });
  const make = (name: string) => install.createOperator({ name, language: "en", passphrase: Secret.fromText(passphrase) });
  const [anna, bela] = [await make(names[0]), await make(names[1]), await make(names[2])];
  const customer = await anna.createCustomer({ name: "Duna Kft.", shortName: "DUNA", code: "D-1", colour: "blue", language: "en", confirmAbove: [] });
  await customer.grant(bela.operator.id, ["see", "prepare", "administer"]);
  if (setting.fourEyes) await customer.store.profile.update({ ...(await customer.store.profile.get()), fourEyes: true });
  await install.close();
  return machine;
}

/** One of them, at the cockpit. */
export async function login(machine: Machine, name: (typeof names)[number]): Promise<Workstation> {
  const kontor = machine.start([], { columns: 120, rows: 30 });
  await kontor.waitFor(`Operators here: ${names.join(", ")}.`);
  kontor.fill(name, passphrase);
  await kontor.go("Enter", new RegExp(`${name} · `));
  return kontor;
}
