/** What the administrator of a machine lays down once, so that operators who are not root may use PPP: `kontor connection channel ppp` prints it. */
export interface Preparation {
  readonly path: string;
  readonly mode: 0o644 | 0o755;
  readonly text: string;
}

/** Read by `pppd call kontor` with the administrator's rights (pppd(8), "call"). */
export const peerFile = "/etc/ppp/peers/kontor";
const routeScriptFile = "/etc/ppp/kontor-route";

/** What pppd takes from an administrator only. The far end need not prove itself to pppd: it does by its certificate, above. */
export function privilegedOptions(routeScript: string): string {
  return ["noauth", "nodefaultroute", "usepeerdns", `ip-up-script ${routeScript}`, `ip-down-script ${routeScript}`, ""].join("\n");
}

/**
 * Run by pppd when a line comes up and when it goes down, instead of the system's scripts, which would make the far end's name servers those of
 * the whole machine. What a program sends from the line's own address goes over the line, and nothing else does. When it goes down there is no
 * interface any more, so that nothing is added.
 */
export const routeScript = `#!/bin/sh
# Kontor: what is sent from the line's own address ($4) goes over the line ($1); nothing else does.
PATH=/usr/sbin:/usr/bin:/sbin:/bin
table=$((7000 + \${1#ppp}))
while ip rule del from "$4" table "$table" 2>/dev/null; do :; done
ip route replace default dev "$1" table "$table" 2>/dev/null && ip rule add from "$4" table "$table"
`;

export const preparations: readonly Preparation[] = [
  { path: peerFile, mode: 0o644, text: privilegedOptions(routeScriptFile) },
  { path: routeScriptFile, mode: 0o755, text: routeScript },
];
