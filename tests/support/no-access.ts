import type { AccessControl } from "../../src/workflows/ports/access-control.ts";

/** Of a store that no install has: nobody can be let in. */
export const noAccess: AccessControl = {
  grant: () => Promise.reject(new Error("this store belongs to no install")),
  revoke: () => Promise.reject(new Error("this store belongs to no install")),
};
