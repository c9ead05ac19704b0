import type { EventEmitter } from "node:events";
import type { SerialPort } from "serialport";

/** What the Linux binding waits by: one per port. */
interface Poller extends EventEmitter {
  poll(events: number): void;
}
const readable = 0b01;
const writable = 0b10;

/**
 * Mends the port's poller: asked to wait for the one direction, it forgets that somebody waits for the other (bindings-cpp 13.0.0, `Poller::poll`
 * starts with the new events only). A write that has to wait while the far end says nothing would then wait for ever.
 */
export function pollBothWays(port: SerialPort): void {
  const { poller } = port.port as unknown as { readonly poller?: Poller }; // the binding of this system has one; its types do not say so
  if (poller === undefined) return;
  const poll = poller.poll.bind(poller);
  poller.poll = (events) => poll(events | (poller.listenerCount("readable") > 0 ? readable : 0) | (poller.listenerCount("writable") > 0 ? writable : 0));
}
