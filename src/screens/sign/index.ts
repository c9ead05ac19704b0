import { defineScreen } from "../shell/define-screen.ts";
import type { Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { signCommands } from "./commands.ts";
import { currentGroup, initialSign, type SignAction, type SignModel, updateSign } from "./model.ts";
import { groupOrders, prepareSheet } from "../../workflows/signing-groups.ts";
import type { SignContext } from "./sign-group.ts";
import { SignView } from "./view.tsx";

/** What you see is what you sign: one sheet per customer and bank, one PIN for each. */
export const sign = defineScreen<WorkstationSession, Routes, "sign", SignModel, SignAction>({
  id: "sign",
  title: () => "Sign",
  colour: (_params, model) => currentGroup(model)?.group.context.customer.profile.colour,
  initial: () => initialSign,
  update: updateSign,
  start: readSheets,
  commands: signCommands,
  Component: SignView,
});

async function readSheets({ params, dispatch, signal }: SignContext): Promise<void> {
  const groups = await groupOrders(params.customers);
  dispatch({ type: "groups", groups });
  for (const group of groups) {
    if (signal.aborted) return;
    try {
      dispatch({ type: "state", key: group.key, state: { kind: "ready", prepared: await prepareSheet(group, params.forOthers), choice: 0 } });
    } catch (error) {
      dispatch({ type: "state", key: group.key, state: { kind: "failed", error } });
    }
  }
}
