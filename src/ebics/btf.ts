/**
 * Business transaction format: how EBICS 3.0 names what is sent or fetched. Written Service/Scope/Option/Message/Container
 * in the notes: `SCT/-/-/pain.001`, `EOP/DE/-/camt.053/ZIP`. EBICS 3.0 §12, ebics_types_H005.xsd RestrictedServiceType.
 */
export interface BtfService {
  /** ServiceName, 3 characters A-Z 0-9: `SCT`, `EOP`. */
  readonly serviceName: string;
  /** Scope, 2 or 3 characters: `DE`, `CH`, `GLB`. */
  readonly scope?: string | undefined;
  /** ServiceOption, 3 to 10 characters: `URG`, `COR`. */
  readonly serviceOption?: string | undefined;
  /** Container/@containerType. */
  readonly container?: "SVC" | "XML" | "ZIP" | undefined;
  readonly message: BtfMessage;
}

/** MsgName with its attributes. */
export interface BtfMessage {
  /** 1 to 10 characters a-z 0-9 and dot: `pain.001`. */
  readonly name: string;
  /** 2 or 3 digits: `001`. */
  readonly variant?: string | undefined;
  /** 2 or 3 digits: `09`. Swiss banks want it, German ones usually do not. */
  readonly version?: string | undefined;
  /** 1 to 4 characters A-Z 0-9. */
  readonly format?: string | undefined;
}

/** DateRange: a historic fetch. Both dates or none; `2026-11-23`. */
export interface DateRange {
  readonly start: string;
  readonly end: string;
}

/** One line for people and logs: `SCT/-/-/pain.001`, `EOP/DE/-/camt.053@08/ZIP`. */
export function btfText(service: BtfService): string {
  const { message } = service;
  const version = message.version === undefined ? "" : `@${message.version}`;
  const parts = [service.serviceName, service.scope ?? "-", service.serviceOption ?? "-", `${message.name}${version}`];
  return (service.container === undefined ? parts : [...parts, service.container]).join("/");
}

/**
 * Does what is asked for fit what is granted or offered? Name, scope, option, container and message must be the same;
 * variant, version and format only where both name them.
 */
export function btfMatches(asked: BtfService, granted: BtfService): boolean {
  return (
    asked.serviceName === granted.serviceName &&
    asked.scope === granted.scope &&
    asked.serviceOption === granted.serviceOption &&
    asked.container === granted.container &&
    asked.message.name === granted.message.name &&
    compatible(asked.message.variant, granted.message.variant) &&
    compatible(asked.message.version, granted.message.version) &&
    compatible(asked.message.format, granted.message.format)
  );
}

function compatible(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}
