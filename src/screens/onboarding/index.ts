import type { QueueEntry } from "../../workflows/onboarding/queue.ts";
import { initialList, updateList } from "../lists/list-model.ts";
import type { Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { defineScreen } from "../shell/define-screen.ts";
import { onboardingCommands } from "./commands.ts";
import { loadQueue, type OnboardingAction, type OnboardingModel } from "./load.ts";
import { OnboardingView } from "./view.tsx";

/** The queue of letters over all customers, and runs of many users. */
export const onboarding = defineScreen<WorkstationSession, Routes, "onboarding", OnboardingModel, OnboardingAction>({
  id: "onboarding",
  title: () => "Onboarding",
  initial: initialList<QueueEntry>,
  update: updateList,
  start: loadQueue,
  resumed: loadQueue,
  commands: onboardingCommands,
  Component: OnboardingView,
});
