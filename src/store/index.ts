export { fold } from "./fold.ts";
export { openCustomerStore, type OpenStoreOptions } from "./open-store.ts";
export type { OnWrite } from "./handle.ts";
export { storeError, type StoreErrorCode } from "./store-error.ts";
