import type { FieldCheck } from "../../widgets/form-fields.ts";

export function checkPort(text: string): FieldCheck | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535 ? undefined : { problem: "A number from 1 to 65535." };
}

/** A name, an IPv4 or an IPv6 address. */
export function checkHost(text: string): FieldCheck | undefined {
  const isAddress = /^[0-9a-f.]*(:[0-9a-f.]*){2,}(%\w+)?$/i.test(text);
  return isAddress || /^[^\s:/@[\]]+$/.test(text) ? undefined : { problem: "Only a name or an address: the port has a field of its own." };
}

/** As ssh-keygen -l shows it; the prefix may be left out. */
export function checkFingerprint(text: string): FieldCheck | undefined {
  return /^(SHA256:)?[A-Za-z0-9+/]{43}=?$/.test(text) ? undefined : { problem: "SHA256: and 43 characters, as ssh-keygen -l shows it." };
}
