import type { BtfService } from "../ebics/index.ts";
import type { ProfileService } from "./bank-profile.ts";

/** A profile's service as EBICS names it. */
export function toBtf(service: ProfileService): BtfService {
  return {
    serviceName: service.serviceName,
    scope: service.scope,
    serviceOption: service.serviceOption,
    container: service.containerType,
    message: { name: service.messageName, version: service.messageVersion },
  };
}
