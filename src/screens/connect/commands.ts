import type { CommandOf } from "../routes.ts";
import { type ConnectAction, type ConnectModel, whyNotStep } from "./model.ts";
import { makeKeysOnCard } from "./card-keys.ts";
import { keyOpeningCommands } from "./key-opening.ts";
import { ownKeyCommands } from "./own-keys.ts";
import { takeOver } from "./take-over.ts";
import { confirmByComparing, type ConnectContext, doStep, loadConnect, makeKeys } from "./steps.ts";

export function notAdministrator({ params }: ConnectContext): string | undefined {
  return params.context.rights.includes("administer") ? undefined : "Only an administrator of this customer can set up a connection.";
}

export const connectCommands: readonly CommandOf<"connect", ConnectModel, ConnectAction>[] = [
  {
    id: "connect.step", title: "do this step", keys: ["Enter", "g"], description: "Does the step under the cursor.",
    disabledReason: (screen) => notAdministrator(screen) ?? whyNotStep(screen.model, screen.model.steps[screen.model.cursor]), run: runStep,
  },
  {
    id: "connect.compare", title: "compare", keys: ["v"], description: "Confirms the bank's keys by comparing them side by side with the bank's letter.",
    disabledReason: (screen) => notAdministrator(screen) ?? (screen.model.hashes === undefined ? "Fetch the bank's keys first." : whyNotStep(screen.model, screen.model.steps.find((step) => step.id === "confirm-bank-keys"))),
    run: confirmByComparing,
  },
  {
    id: "connect.signer", title: "another signer", keys: ["n"], description: "Makes keys for one more signer at this bank.",
    disabledReason: (screen) => notAdministrator(screen) ?? (screen.model.facts.connection === undefined ? "Enter the connection first." : undefined),
    async run(screen) {
      const { connection } = screen.current().facts;
      if (connection !== undefined) await makeKeys(screen, connection);
    },
  },
  {
    id: "connect.card", title: "signer with a card", keys: ["c"], description: "Makes keys for a signer whose signature key lives on a chip card, a token or an HSM.",
    disabledReason: (screen) => notAdministrator(screen) ?? (screen.model.facts.connection === undefined ? "Enter the connection first." : undefined),
    async run(screen) {
      const { connection } = screen.current().facts;
      if (connection !== undefined) await makeKeysOnCard(screen, connection);
    },
  },
  {
    id: "connect.take-over", title: "keys from elsewhere", keys: ["i"], inFooter: false, description: "Takes over a signer's keys that the bank has already, out of another EBICS program's PKCS#12 or PEM files.",
    disabledReason: (screen) => notAdministrator(screen) ?? (screen.model.facts.connection === undefined ? "Enter the connection first." : undefined),
    async run(screen) {
      const { connection } = screen.current().facts;
      if (connection !== undefined) await takeOver(screen, connection);
    },
  },
  {
    id: "connect.roads", title: "roads", keys: ["o"], description: "By which roads the bank is reached; tests a line, shows its calls.",
    disabledReason: ({ model }) => (model.facts.connection === undefined ? "Enter the connection first." : undefined),
    run({ current, shell, params }) {
      const { connection } = current().facts;
      if (connection !== undefined) shell.push("roads", { context: params.context, connectionId: connection.id });
    },
  },
  ...ownKeyCommands,
  ...keyOpeningCommands,
  { id: "connect.reload", title: "load anew", keys: ["r"], inFooter: false, run: (screen) => loadConnect(screen) },
];

/** The step under the cursor, or why it cannot be done now. */
export async function runStep(screen: ConnectContext): Promise<void> {
  const model = screen.current();
  const step = model.steps[model.cursor];
  const refused = notAdministrator(screen) ?? whyNotStep(model, step);
  if (step === undefined || refused !== undefined) return screen.shell.notice(refused ?? "", "info");
  await doStep(screen, step.id);
}
