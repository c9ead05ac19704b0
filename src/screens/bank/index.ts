import type { Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { defineScreen } from "../shell/define-screen.ts";
import { bankCommands } from "./commands.ts";
import { type BankAction, type BankModel, initialBank, updateBank } from "./model.ts";
import { BankView } from "./view.tsx";
import { loadBank } from "./work.ts";

/** One bank: what it grants, what there is to fetch, its protocol, its users' rights, itself. */
export const bank = defineScreen<WorkstationSession, Routes, "bank", BankModel, BankAction>({
  id: "bank",
  title: (_params, model) => model.connection?.title ?? "Bank",
  colour: ({ context }) => context.customer.profile.colour,
  initial: initialBank,
  update: updateBank,
  start: loadBank,
  resumed: loadBank,
  commands: bankCommands,
  Component: BankView,
});
