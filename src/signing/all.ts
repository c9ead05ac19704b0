import type { SigningDeviceDriver } from "../workflows/ports/signing-device.ts";
import { keyFile } from "./key-file/index.ts";

/** Every kind of signing device, sorted by kind. */
export const signingDeviceDrivers: readonly SigningDeviceDriver[] = [keyFile];
