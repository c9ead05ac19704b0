import type { ChannelForm } from "./channel-form.ts";
import { internetForm } from "./internet.ts";
import { leasedLineForm } from "./leased-line.ts";
import { modemForm } from "./modem.ts";
import { pppForm } from "./ppp.ts";
import { x25Form } from "./x25.ts";

/** The kinds of channel that can be set up on the screen; the first is offered first. */
export const channelForms: readonly ChannelForm[] = [internetForm, leasedLineForm, modemForm, pppForm, x25Form];
