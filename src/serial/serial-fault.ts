/**
 * What can be wrong with a serial port: there is none, we may not use it, somebody else does, it is no serial port,
 * it went away while it was used, or whoever waited did not want to wait any longer.
 */
export type SerialFaultCode = "missing" | "denied" | "busy" | "unusable" | "gone" | "cancelled";

/** For the adapters that use a port; each says it in its own area's words. */
export class SerialFault extends Error {
  readonly code: SerialFaultCode;

  /** @param detail shown to operators, in brackets */
  constructor(code: SerialFaultCode, detail: string, cause?: unknown) {
    super(detail, cause === undefined ? undefined : { cause });
    this.name = "SerialFault";
    this.code = code;
  }
}
