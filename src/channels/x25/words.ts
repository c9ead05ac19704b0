/** Causes of clearing (ITU-T X.25, table 20) and their abbreviations in a PAD's answers (X.28, section 3.5 and table 1). */
const clearingCauses: Readonly<Record<number, readonly [abbreviation: string, words: string]>> = {
  0: ["DTE", "the far end has cleared the call"],
  1: ["OCC", "the number is busy"],
  3: ["INV", "a facility was asked for that is not allowed"],
  5: ["NC", "the network is congested"],
  9: ["DER", "the far end is out of order"],
  11: ["NA", "access is barred"],
  13: ["NP", "the address is not assigned"],
  17: ["RPE", "the far end has broken the procedure"],
  19: ["ERR", "this end has broken the procedure"],
  21: ["ROO", "the transit network is out of order"],
  25: ["RNA", "the far end does not take reverse charging"],
  33: ["ID", "the far end is of another kind"],
  41: ["FNA", "the far end does not take fast select"],
  57: ["SA", "the ship is absent"],
};

/** Causes of a reset (table 21). */
const resetCauses: Readonly<Record<number, string>> = {
  0: "the far end has reset the call", 1: "out of order", 3: "the far end has broken the procedure", 5: "this end has broken the procedure", 7: "the network is congested",
  9: "the far end works again", 15: "the network works again", 17: "the far end is of another kind", 29: "the network is out of order",
};

/** Diagnostics (annex E, table E.1) that tell an operator or a technician something. */
const diagnostics: Readonly<Record<number, string>> = {
  1: "invalid P(S)", 2: "invalid P(R)", 16: "packet type invalid", 20: "packet type invalid in state p1", 21: "packet type invalid in state p2", 23: "packet type invalid in state p4", 27: "packet type invalid in state d1",
  32: "packet not allowed", 33: "packet of no known type", 36: "no such logical channel", 38: "packet too short", 39: "packet too long", 40: "invalid general format identifier", 43: "interrupt confirmation without an interrupt", 44: "a second interrupt",
  48: "time is over", 49: "time for the incoming call is over", 50: "time for clearing is over", 51: "time for the reset is over", 64: "call set-up problem", 65: "facility not allowed", 66: "facility with a wrong parameter", 67: "invalid called address", 68: "invalid calling address",
  69: "invalid length of facilities", 70: "incoming calls are barred", 71: "no logical channel is free", 72: "two calls at once", 73: "a facility twice", 76: "a facility is missing", 112: "international problem", 113: "problem of the far network", 114: "problem of the international procedure", 119: "problem on the international link", 122: "transit network does not exist",
};

/** "the number is busy; no logical channel is free" @param cause octet as it came @param diagnostic 0: none was given */
export function clearingWords(cause: number, diagnostic: number): string {
  // With the highest bit set the far end has chosen the rest by itself.
  const words = cause >= 128 ? "the far end has cleared the call" : (clearingCauses[cause]?.[1] ?? `cause ${cause}`);
  return withDiagnostic(words, diagnostic);
}

export function resetWords(cause: number, diagnostic: number): string {
  return withDiagnostic(cause >= 128 ? "the far end has reset the call" : (resetCauses[cause] ?? `cause ${cause}`), diagnostic);
}

export function diagnosticWords(diagnostic: number): string {
  return diagnostics[diagnostic] ?? `diagnostic ${diagnostic}`;
}

/** Of a PAD: "OCC", "NP". @returns undefined where the abbreviation is not known */
export function padCauseWords(abbreviation: string): string | undefined {
  if (abbreviation === "PAD") return "the far end has asked the PAD to clear the call";
  if (abbreviation === "CONF") return "cleared";
  return Object.values(clearingCauses).find(([short]) => short === abbreviation)?.[1];
}

function withDiagnostic(words: string, diagnostic: number): string {
  return diagnostic === 0 ? words : `${words}; ${diagnosticWords(diagnostic)}`;
}
