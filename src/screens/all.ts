import { entries } from "./entries/index.ts";
import { journal } from "./journal/index.ts";
import { partners } from "./partners/index.ts";
import { statements } from "./statements/index.ts";
import { templates } from "./templates/index.ts";
import type { WorkstationScreen } from "./routes.ts";

/** Every screen, sorted by id. A screen is a folder and a line here (and its parameters in `routes.ts`). */
export const screens: readonly WorkstationScreen[] = [
  entries,
  journal,
  partners,
  statements,
  templates,
];
