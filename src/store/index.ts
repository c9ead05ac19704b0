export type { EncryptedStore } from "./customer-store.ts";
export { withFileLock } from "./file-lock.ts";
export { fold } from "./fold.ts";
export type { OnWrite } from "./handle.ts";
export { openCustomerStore } from "./open-store.ts";
export { storeError } from "./store-error.ts";
export { flushFolder } from "./store-file.ts";
