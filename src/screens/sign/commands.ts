import type { CommandOf } from "../routes.ts";
import { sendOrders } from "../order/send-orders.ts";
import { type SignAction, type SignModel, whyNotSign } from "./model.ts";
import { signCurrent } from "./sign-group.ts";

export const signCommands: readonly CommandOf<"sign", SignModel, SignAction>[] = [
  {
    id: "sign.sign", title: "sign", keys: ["s"], description: "Asks for the PIN and signs exactly what the sheet shows.",
    disabledReason: ({ model }) => whyNotSign(model),
    run: signCurrent,
  },
  {
    id: "sign.send", title: "send", keys: ["x"], description: "Sends the orders whose signatures are complete.",
    disabledReason: ({ model }) => (completed(model).length === 0 ? "Nothing here is completely signed yet." : undefined),
    async run({ current, shell, session }) {
      await sendOrders(shell, completed(current()), session.operator?.operator.language ?? "en");
    },
  },
  {
    id: "sign.next", title: "next customer", keys: ["tab", "n"], when: ({ model }) => model.groups.length > 1, run: ({ dispatch }) => dispatch({ type: "go", by: 1 }),
  },
  {
    id: "sign.previous", title: "customer before", keys: ["shift+tab"], inFooter: false, when: ({ model }) => model.groups.length > 1, run: ({ dispatch }) => dispatch({ type: "go", by: -1 }),
  },
  {
    id: "sign.key", title: "another key", keys: ["k"], description: "Signs with another of your keys at this bank.", run: ({ dispatch }) => dispatch({ type: "next-key" }),
    when: ({ model }) => model.groups.some(({ state }) => state.kind === "ready" && state.prepared.choices.length > 1),
  },
  {
    id: "sign.why", title: "what is wrong", keys: ["w"], description: "Shows why these orders cannot be signed.",
    when: ({ model }) => model.groups[model.at]?.state.kind === "failed",
    async run({ model, shell }) {
      const state = model.groups[model.at]?.state;
      if (state?.kind === "failed") await shell.showError(state.error);
    },
  },
];

/** Orders that were signed here and need no more signatures, by customer. */
function completed(model: SignModel): Parameters<typeof sendOrders>[1] {
  return model.groups.flatMap(({ group, state }) => {
    if (state.kind !== "signed") return [];
    const orders = state.results.flatMap((result) => (result.kind === "signed" && result.verdict.complete ? [result.order] : []));
    return orders.length === 0 ? [] : [{ context: group.context, orders }];
  });
}
