import path from "node:path";
import { bankCommands } from "../bank.ts";
import { systemClock, systemRandomness } from "../compose.ts";
import { dataRoot } from "../paths.ts";
import type { Noun } from "./noun.ts";

/** `kontor bank …`: the practice bank's counter. */
export const practiceBank: Noun = (program, io) => {
  bankCommands(program, { out: io.out, err: io.err, clock: systemClock, randomness: systemRandomness, defaultFolder: path.join(dataRoot(io.environment), "practice-bank") });
};
