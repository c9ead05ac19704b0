const frames = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

/** Shows that something is going on; the caller draws it again when it has something new to show. @param nowMs of the session's clock */
export function spinner(nowMs: number): string {
  return frames[Math.floor(nowMs / 100) % frames.length] ?? "";
}
