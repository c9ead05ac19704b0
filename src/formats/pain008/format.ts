import type { OrderFormat } from "../format.ts";
import { initiationFormat } from "../initiation/format.ts";
import { versions } from "./versions.ts";

/** Every version, sorted by id. */
export const pain008Formats: readonly OrderFormat[] = versions.map(initiationFormat);
