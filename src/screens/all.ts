import type { WorkstationScreen } from "./routes.ts";

/** Every screen, sorted by id. A screen is a folder and a line here (and its parameters in `routes.ts`). */
export const screens: readonly WorkstationScreen[] = [
];
