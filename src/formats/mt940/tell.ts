import type { Severity } from "../../domain/finding.ts";

/** Makes a finding. @param tag of the field that it is about: `61` */
export type Tell = (severity: Severity, code: string, line: number, message: string, tag?: string) => void;
