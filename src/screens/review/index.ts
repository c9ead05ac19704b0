import type { Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { defineScreen } from "../shell/define-screen.ts";
import { reviewCommands } from "./commands.tsx";
import { initialReview, type ReviewAction, type ReviewModel, updateReview } from "./model.ts";
import { readSheet } from "./read-sheet.ts";
import { ReviewView } from "./view.tsx";

/** Orders of many customers on one sheet: what is to be looked at first, one PIN per device, a result for each. */
export const review = defineScreen<WorkstationSession, Routes, "review", ReviewModel, ReviewAction>({
  id: "review",
  title: () => "Review and sign",
  initial: () => initialReview,
  update: updateReview,
  start: (screen) => readSheet(screen, screen.params.customers),
  commands: reviewCommands,
  Component: ReviewView,
});
