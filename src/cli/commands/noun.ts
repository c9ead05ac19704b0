import type { Command } from "commander";
import type { CommandIo } from "../io.ts";

/** One noun with its verbs, added to the program. @param setExitCode for outcomes that are no errors but not plain success either */
export type Noun = (program: Command, io: CommandIo, setExitCode: (code: number) => void) => void;

/** Options of commander are untyped: each verb says what it declared. */
export interface JsonOption {
  readonly json?: boolean | undefined;
}
