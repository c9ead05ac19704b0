/** JSON of domain values, for `body` columns: keeps bigint and bytes (docs/store-format.md, "Tables"). */
export function toBody(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === "bigint") return { $bigint: part.toString() };
    if (part instanceof Uint8Array) return { $bytes: base64(part) };
    // A Buffer is a Uint8Array whose toJSON already ran before the replacer sees it.
    if (isJsonBuffer(part)) return { $bytes: base64(Uint8Array.from(part.data)) };
    return part;
  });
}

/** The value that `toBody` was given. The type is the caller's word: the page it stood on was authenticated. */
export function fromBody<T>(body: string): T {
  return JSON.parse(body, (_, part: unknown) => {
    if (typeof part !== "object" || part === null) return part;
    if ("$bigint" in part && typeof part.$bigint === "string") return BigInt(part.$bigint);
    if ("$bytes" in part && typeof part.$bytes === "string") return new Uint8Array(Buffer.from(part.$bytes, "base64"));
    return part;
  }) as T;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

function isJsonBuffer(part: unknown): part is { type: "Buffer"; data: number[] } {
  return typeof part === "object" && part !== null && "type" in part && part.type === "Buffer" && "data" in part && Array.isArray(part.data);
}
