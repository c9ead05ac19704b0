export type { CustomerSummary, Install, OpenCustomer, OperatorSession, OperatorSummary } from "./contract.ts";
export { openInstall } from "./install.ts";
export type { KeyDerivation } from "./key-derivation.ts";
