import type { BankKeyQuestion } from "../../workflows/keys/bank-key-change.ts";
import { initialList, updateList } from "../lists/list-model.ts";
import type { Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { defineScreen } from "../shell/define-screen.ts";
import { bankKeysCommands } from "./commands.ts";
import { type BankKeysAction, type BankKeysModel, loadBankKeys } from "./load.ts";
import { BankKeysView } from "./view.tsx";

/** Banks whose keys are new or have changed: each once, for all its customers. */
export const bankKeys = defineScreen<WorkstationSession, Routes, "bank-keys", BankKeysModel, BankKeysAction>({
  id: "bank-keys",
  title: () => "Bank keys",
  initial: initialList<BankKeyQuestion>,
  update: updateList,
  start: loadBankKeys,
  resumed: loadBankKeys,
  commands: bankKeysCommands,
  Component: BankKeysView,
});
