import { z } from "zod";

/** What an answer of the modem to a dialled number means. */
export type DialOutcome = "connected" | "busy" | "no-carrier" | "no-dial-tone" | "no-answer" | "delayed" | "incoming-call" | "error";

const outcomes = ["connected", "busy", "no-carrier", "no-dial-tone", "no-answer", "delayed", "incoming-call", "error"] as const satisfies readonly DialOutcome[];

const command = z.string().regex(/^AT[\x21-\x7e ]*$/i, "a command begins with AT and has no line's end");
const shown = z.string().regex(/^[\x20-\x7e]{1,40}$/);

/** How a modem is made ready and dials; data, so that a modem with ways of its own needs no new program. */
export const dialScriptSchema = z.strictObject({
  /** Commands before dialling, in order; each must be answered with OK. */
  init: z.array(command).max(16),
  dialling: z.enum(["tone", "pulse"]),
  /** Dialled before each number: "0W" or "0," for an outside line. No ";": it would end dialling. */
  prefix: z.string().regex(/^[0-9*#A-D,W@! -]{0,20}$/i, "digits, * # , W @ ! only"),
  /** False on a private branch exchange whose tone the modem does not know. */
  waitForDialTone: z.boolean(),
  /** Rounds over all numbers after the first, when the line was busy or nobody answered. */
  redials: z.int().min(0).max(10),
  redialPauseSeconds: z.int().min(0).max(600),
  /** For how long the far end may ring and the modems may agree on a speed (S7). */
  answerSeconds: z.int().min(5).max(255),
  /** Silence around "+++" (S12), in milliseconds; multiples of 20. */
  guardMs: z.int().min(40).max(5_100).multipleOf(20),
  /** The beginning of an answer, in capitals, and what it means. The longest that fits counts. */
  answers: z.record(shown, z.enum(outcomes)),
});

export type DialScript = z.infer<typeof dialScriptSchema>;

/** For any modem that keeps to V.250 and Hayes' names. */
export const dialScriptDefault: DialScript = {
  init: ["ATZ", "ATE0Q0V1", "AT&C1&D2"],
  dialling: "tone",
  prefix: "",
  waitForDialTone: true,
  redials: 2,
  redialPauseSeconds: 15,
  answerSeconds: 60,
  guardMs: 1_000,
  answers: {
    CONNECT: "connected", BUSY: "busy", "NO CARRIER": "no-carrier", "NO DIALTONE": "no-dial-tone", "NO DIAL TONE": "no-dial-tone", "NO ANSWER": "no-answer",
    ERROR: "error", DELAYED: "delayed", BLACKLISTED: "delayed", RING: "incoming-call", "LINE IN USE": "no-dial-tone", VOICE: "no-carrier",
  },
};

/** A number as the modem may be given it: digits and pauses; blanks, brackets and strokes are for the reader. */
export const phoneNumberPattern = /^\+?[0-9*#][0-9*#,W ()/-]{0,39}$/i;
