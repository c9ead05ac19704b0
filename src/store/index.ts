export type { EncryptedStore } from "./customer-store.ts";
export { withFileLock } from "./file-lock.ts";
export { fold } from "./fold.ts";
export { openCustomerStore, type OpenStoreOptions } from "./open-store.ts";
export type { OnWrite } from "./handle.ts";
export { storeError, type StoreErrorCode } from "./store-error.ts";
