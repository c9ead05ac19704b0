import { Box } from "ink";
import { type ReactNode, useSyncExternalStore } from "react";
import type { LiveCommand } from "../commands/command.ts";
import type { Keyboard } from "../terminal/keyboard.ts";
import { ColourBar } from "../widgets/colour-bar.tsx";
import { Line } from "../widgets/line.tsx";
import { InputLayer } from "../widgets/use-input.ts";
import { Boundary } from "./boundary.tsx";
import type { Desk } from "./desk.tsx";
import { type Drawn, DrawnMark } from "./drawn.tsx";
import { footerSpans, headerSpans, lockedHeaderSpans, noticeSpans } from "./frame-lines.ts";
import { lockDepth } from "./lock.ts";
import { LockScreen } from "./lock-screen.tsx";
import { isTooSmall, roomOf } from "./room.ts";

/** The whole screen: where I am, the screen on top, layers above it, notice, keys. */
export function App<Session, Routes>({ desk, keyboard, drawn, status }: { readonly desk: Desk<Session, Routes>; readonly keyboard: Keyboard; readonly drawn: Drawn; readonly status: () => string }): ReactNode {
  useSyncExternalStore(desk.subscribe, desk.version);
  const size = { columns: desk.terminal.columns, rows: desk.terminal.rows };
  const small = isTooSmall(size);
  const entry = desk.stack.at(-1);
  const colour = entry?.screen.colour();
  const room = roomOf(size, colour !== undefined);
  const width = room.columns;
  const layers = desk.layers.all;
  const locked = desk.screenLock.state;
  const lineLayer = layers.at(-1)?.place === "line" ? layers.at(-1) : undefined;
  return (
    <Box width={size.columns} height={size.rows} overflow="hidden" flexDirection="column">
      {small ? <TooSmall columns={size.columns} /> : null}
      {locked === undefined ? null : (
        <Box display={small ? "none" : "flex"} flexDirection="column" width={size.columns} height={size.rows}>
          <Line spans={lockedHeaderSpans(status(), size.columns)} width={size.columns} />
          <InputLayer value={{ keyboard, depth: lockDepth, top: true }}>
            <LockScreen desk={desk} state={locked} size={{ columns: size.columns, rows: size.rows - 1 }} />
          </InputLayer>
        </Box>
      )}
      {/* Hidden, not removed: what is being typed is there again when the window is large enough, or the screen unlocked. */}
      <Box display={small || locked !== undefined ? "none" : "flex"} width={size.columns} height={size.rows}>
        {colour === undefined ? null : <ColourBar colour={colour} rows={size.rows - 1} />}
        <Box flexDirection="column" width={width} height={size.rows}>
          <Line spans={headerSpans(desk, status(), width)} width={width} />
          <Box width={width} height={room.rows} overflow="hidden" flexDirection="column">
            <InputLayer value={{ keyboard, depth: 0, top: layers.length === 0 }}>
              {entry === undefined ? null : (
                <Boundary key={`${entry.key}.${entry.attempt}`} onCrash={(error) => desk.screenCrashed(entry.key, error)}>
                  {entry.screen.render(room)}
                </Boundary>
              )}
            </InputLayer>
            {layers.map((layer, index) => layer.place === "line" ? null : (
              <Box key={layer.key} position="absolute" width={width} height={room.rows} alignItems="center" justifyContent="center">
                <InputLayer value={{ keyboard, depth: index + 1, top: index === layers.length - 1 }}>
                  <Boundary onCrash={layer.cancel}>{layer.render(room)}</Boundary>
                </InputLayer>
              </Box>
            ))}
          </Box>
          {lineLayer === undefined ? <Line spans={noticeSpans(desk, width)} width={width} /> : (
            <InputLayer value={{ keyboard, depth: layers.length, top: true }}>{lineLayer.render({ columns: width, rows: 1 })}</InputLayer>
          )}
          {layers.length > 0 ? <Line spans="" width={width} /> : <Footer commands={desk.commands()} keyboard={keyboard} width={width} />}
        </Box>
      </Box>
      {/* The last: the widgets before it have the keyboard when it says so. */}
      <DrawnMark drawn={drawn} />
    </Box>
  );
}

/** Drawn after the widgets above it have said which keys they take. */
function Footer({ commands, keyboard, width }: { readonly commands: readonly LiveCommand[]; readonly keyboard: Keyboard; readonly width: number }): ReactNode {
  useSyncExternalStore(keyboard.subscribe, keyboard.version);
  return <Line spans={footerSpans({ commands, ...keyboard.told(0) }, width)} width={width} />;
}

function TooSmall({ columns }: { readonly columns: number }): ReactNode {
  return (
    <Box flexDirection="column">
      {["", " This window is too small to work in.", " Please make it larger: at least 60x15,", " better 80x24. Nothing is lost.", "", " Ctrl-C twice quits."].map((text, index) => (
        <Line key={String(index) + text} spans={text} width={columns} />
      ))}
    </Box>
  );
}
