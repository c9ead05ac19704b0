import { Duplex } from "node:stream";

/**
 * A stream inside a call that takes new bytes only when the call has room for them. SSH takes up to 2 MiB at once: on a slow line that would
 * wait in memory for minutes, in front of every sign of life, and a request would seem to have left that has not.
 */
export function paced(inner: Duplex, call: Duplex): Duplex {
  const outer = new Duplex({
    highWaterMark: 1024,
    read: () => void inner.resume(),
    write(chunk: Buffer, _encoding, callback) {
      inner.write(chunk, (error) => {
        if (error !== null && error !== undefined) return callback(error);
        afterDrain(call, callback);
      });
    },
    final(callback) {
      inner.end();
      callback();
    },
    destroy(error, callback) {
      inner.destroy();
      callback(error);
    },
  });
  inner.on("data", (piece: Buffer) => {
    if (!outer.push(piece)) inner.pause();
  });
  inner.on("end", () => outer.push(null));
  inner.on("error", (error: Error) => outer.destroy(error));
  inner.on("close", () => {
    // What was read stays readable; a stream that has not ended by then is broken.
    if (!outer.readableEnded && inner.readableEnded !== true) outer.push(null);
    setImmediate(() => outer.destroy(call.errored ?? undefined));
  });
  call.once("close", () => outer.destroy(call.errored ?? undefined));
  return outer;
}

function afterDrain(call: Duplex, then: (error?: Error | null) => void): void {
  if (call.destroyed || !call.writableNeedDrain) {
    then(call.destroyed ? (call.errored ?? new Error("The call has ended")) : null);
    return;
  }
  const done = (): void => {
    call.off("drain", done);
    call.off("close", done);
    then(call.destroyed ? (call.errored ?? new Error("The call has ended")) : null);
  };
  call.once("drain", done);
  call.once("close", done);
}
