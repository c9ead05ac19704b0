/** `error` stops an order from leaving; `warning` needs a look; `info` explains. */
export type Severity = "error" | "warning" | "info";

/** One thing wrong with, or worth knowing about, a file or an order. All of them are collected, not only the first. */
export interface Finding {
  readonly severity: Severity;
  /** Stable, kebab-case: `control-sum-differs`. */
  readonly code: string;
  /** What is wrong and what to do, as one or two sentences for the operator. Outside text in it is already filtered. */
  readonly message: string;
  /** 1-based line in the file, where the finding is about a file. */
  readonly line?: number | undefined;
  /** 1-based column in characters. */
  readonly column?: number | undefined;
  /** The standard's name of the field, as a path from the transaction or batch: `CdtrAcct/Id/IBAN`. */
  readonly field?: string | undefined;
  /** 0-based position of the transaction within the whole order, where it is about one. */
  readonly transaction?: number | undefined;
}

export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some((f) => f.severity === "error");
}

/** The file itself is damaged or was cut off: whatever else is wrong with it may follow from that. */
export function isDamage(finding: Pick<Finding, "code">): boolean {
  return finding.code.startsWith("xml-") || finding.code === "end-missing" || finding.code === "record-cut";
}

/** The error that says most of why a file cannot be taken in. */
export function mainError(findings: readonly Finding[]): Finding | undefined {
  return findings.find((finding) => finding.severity === "error" && isDamage(finding)) ?? findings.find((finding) => finding.severity === "error");
}
