import type { OrderFormat } from "../format.ts";
import { initiationFormat } from "../initiation/format.ts";
import { version03, version09, versions } from "./versions.ts";

export const pain00100103 = initiationFormat(version03);
export const pain00100109 = initiationFormat(version09);

/** Every version, sorted by id. */
export const pain001Formats: readonly OrderFormat[] = versions.map((version) => (version === version03 ? pain00100103 : version === version09 ? pain00100109 : initiationFormat(version)));
