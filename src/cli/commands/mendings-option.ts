import { AppError } from "../../domain/errors.ts";
import { type MendingKind, mendingKinds } from "../../workflows/import-desk/mender.ts";

/** `address,date`, or `none`. @throws AppError input/`unknown-mending` */
export function mendingsOf(text: string): ReadonlySet<MendingKind> {
  const names = text === "none" ? [] : text.split(",").map((name) => name.trim());
  return new Set(names.map((name) => {
    const kind = mendingKinds.find((one) => one === name);
    if (kind === undefined) throw new AppError("input", "unknown-mending", `There is no mending "${name}".`, { meaning: "Nothing was imported.", next: `Known: ${mendingKinds.join(", ")}.` });
    return kind;
  }));
}
