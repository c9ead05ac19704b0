import type { PppPlaces } from "./ppp/readiness.ts";

/** What the channels use of the machine, found out by whoever starts the program. */
export interface Surroundings {
  /** Socket of the operator's ssh-agent; undefined: there is none. */
  readonly sshAgentSocket?: string | undefined;
  /** Default: the system's. */
  readonly pppPlaces?: PppPlaces | undefined;
}
