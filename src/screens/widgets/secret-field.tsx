import { type ReactNode, useContext, useState } from "react";
import { Line } from "./line.tsx";
import type { SecretInput } from "./secret-input.ts";
import { InputLayer, useInput, useKeyHints } from "./use-input.ts";

/** Shows a dot for each character, and the cursor. */
export function SecretField({ input, width, active, onChange }: { readonly input: SecretInput; readonly width: number; readonly active: boolean; readonly onChange?: (() => void) | undefined }): ReactNode {
  const { top } = useContext(InputLayer);
  const [, setDots] = useState(0);
  useInput((event) => {
    const used = input.accept(event);
    if (used) {
      setDots(input.length);
      onChange?.();
    }
    return used;
  }, "field", active);
  useKeyHints([], active);
  const dots = "•".repeat(Math.min(input.length, width - 1));
  return <Line spans={active && top ? [{ text: dots, underline: true }, { text: " ", cursor: true }] : [dots]} width={width} look={{ underline: true }} />;
}
