export type { CustomerSummary, Install, OpenCustomer, OperatorSession, OperatorSummary } from "./contract.ts";
export { type InstallOptions, openInstall } from "./install.ts";
export { defaultKeyDerivation, type KeyDerivation } from "./key-derivation.ts";
export { passphraseProblem } from "./passphrase.ts";
