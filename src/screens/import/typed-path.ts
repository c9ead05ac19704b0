/** Folder part and beginning of a name, of a path being typed. */
export interface TypedPath {
  /** Absolute, with its closing slash. */
  readonly folder: string;
  readonly begun: string;
}

/** @param text as typed: absolute, `~/…`, or relative to the folder shown */
export function splitTypedPath(text: string, shownFolder: string, homeFolder: string): TypedPath {
  const path = absolutePath(text, shownFolder, homeFolder);
  const slash = path.lastIndexOf("/");
  return { folder: path.slice(0, slash + 1), begun: path.slice(slash + 1) };
}

/** Absolute, without `.` and `..` steps. */
export function absolutePath(text: string, shownFolder: string, homeFolder: string): string {
  const base = text.startsWith("/") ? "" : text === "~" || text.startsWith("~/") ? homeFolder : shownFolder;
  const rest = text === "~" ? "" : text.startsWith("~/") ? text.slice(2) : text;
  const parts: string[] = [];
  const steps = `${base}/${rest}`.split("/");
  for (const step of steps) {
    if (step === "..") parts.pop();
    else if (step !== "" && step !== ".") parts.push(step);
  }
  const trailing = rest.endsWith("/") || rest === "" ? "/" : "";
  return parts.length === 0 ? "/" : `/${parts.join("/")}${trailing}`;
}

/**
 * What Tab makes of a begun name: the longest beginning that all fitting names share.
 * @returns the names that fit, and the completed name (closing slash for the only folder)
 */
export function complete(begun: string, listings: readonly { readonly name: string; readonly kind: "file" | "folder" }[]): { readonly completed: string; readonly fitting: readonly string[] } {
  const exact = listings.filter((one) => one.name.startsWith(begun));
  const fitting = exact.length > 0 ? exact : listings.filter((one) => one.name.toLowerCase().startsWith(begun.toLowerCase()));
  const [first] = fitting;
  if (first === undefined) return { completed: begun, fitting: [] };
  if (fitting.length === 1) return { completed: first.kind === "folder" ? `${first.name}/` : first.name, fitting: [first.name] };
  let shared = first.name;
  for (const { name } of fitting) while (!name.startsWith(shared)) shared = shared.slice(0, -1);
  return { completed: shared.length > begun.length ? shared : begun, fitting: fitting.map((one) => one.name) };
}

const pathsMax = 100;

/**
 * Paths from a paste or a drop onto the terminal: one or several, in quotes, with backslashes before blanks, as `file://` addresses,
 * one a line or side by side.
 */
export function pathsOfPaste(text: string): string[] {
  const paths: string[] = [];
  for (const line of text.split("\n").slice(0, pathsMax)) {
    for (const word of wordsOf(line.trim())) {
      if (word.startsWith("/") || word.startsWith("~/")) paths.push(word);
      else if (word.startsWith("file://")) paths.push(fromFileAddress(word));
    }
  }
  return paths.slice(0, pathsMax);
}

/** As a shell splits a line; a line that is one absolute path with blanks in it stays whole. */
function wordsOf(line: string): string[] {
  if (/^[/~]/.test(line) && !/["'\\]|\s[/~]/.test(line)) return [line];
  const words = line.match(/"[^"]*"|'[^']*'|(?:\\.|[^\s"'\\])+/g) ?? [];
  return words.map((word) => (/^["']/.test(word) ? word.slice(1, -1) : word.replace(/\\(.)/g, "$1")));
}

function fromFileAddress(address: string): string {
  const path = address.replace(/^file:\/\/[^/]*/, "");
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return path;
    throw error;
  }
}
