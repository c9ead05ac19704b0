import { listProposals } from "../../workflows/four-eyes/administer.ts";
import type { ContextOf } from "../routes.ts";
import type { SettingsAction, SettingsModel } from "./model.ts";

export type SettingsContext = ContextOf<"settings", SettingsModel, SettingsAction>;

export async function loadSettings({ params, dispatch }: SettingsContext): Promise<void> {
  const { store } = params.context;
  const connections = await store.connections.all();
  const grants = new Map<string, readonly { readonly json: string }[]>();
  for (const connection of connections) grants.set(connection.id, await store.connections.grants(connection.id));
  dispatch({
    type: "loaded", grants,
    data: {
      profile: await store.profile.get(), accounts: await store.accounts.all(), ...(await store.signers.policy()),
      connections, subscribers: await store.connections.subscribers(), operators: await store.profile.operators(),
      recoveryCodes: await store.recoveryCodes.all(), operatorGroups: await store.profile.groups(), proposals: await listProposals(params.context), operatorId: params.context.operator.id,
    },
  });
}
