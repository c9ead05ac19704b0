import type { FieldCheck } from "../../widgets/form-fields.ts";

export function checkPort(text: string): FieldCheck | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535 ? undefined : { problem: "A number from 1 to 65535." };
}

/** As ssh-keygen -l shows it; the prefix may be left out. */
export function checkFingerprint(text: string): FieldCheck | undefined {
  return /^(SHA256:)?[A-Za-z0-9+/]{43}=?$/.test(text) ? undefined : { problem: "SHA256: and 43 characters, as ssh-keygen -l shows it." };
}
