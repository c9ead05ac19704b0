import type { ChannelForm } from "./channel-form.ts";
import { checkHost, checkPort } from "./checks.ts";
import { jumpFields, jumpTexts, readJump } from "./jump.ts";
import { proxyFields, proxyTexts, readProxyFields } from "./proxy.ts";
import { readSshLogin, sshLoginFields, sshTexts } from "./ssh.ts";

export const leasedLineForm: ChannelForm = {
  kind: "leased-line",
  title: "leased line (SSH)",
  fields: () => [
    { kind: "text", name: "sshHost", label: "SSH host", required: true, hint: "of the line: name or address", check: checkHost },
    { kind: "text", name: "sshPort", label: "port", value: "22", required: true, width: 6, check: checkPort },
    ...sshLoginFields,
    ...jumpFields,
    { kind: "select", name: "speed", label: "speed", options: [{ value: "fast", text: "fast: a dead line is noticed within 10 s" }, { value: "slow", text: "slow: answers queue behind data, silence is borne longer" }] },
    ...proxyFields,
  ],
  texts: (road) => (road.kind === "leased-line" ? { sshHost: road.ssh.host, sshPort: String(road.ssh.port ?? 22), ...sshTexts(road.ssh), ...jumpTexts(road.jump), speed: road.speed ?? "fast", ...proxyTexts(road.proxy) } : {}),
  async read(answer, address, absolute, readText, earlier) {
    const { texts } = answer;
    const before = earlier?.kind === "leased-line" ? earlier : undefined;
    const login = await readSshLogin(answer, absolute, readText, before?.ssh);
    return { kind: "leased-line", ...address, jump: readJump(texts, login.key, before?.jump), ssh: { ...login, connectTimeoutMs: before?.ssh.connectTimeoutMs, host: texts.sshHost ?? "", port: Number(texts.sshPort ?? "22") }, speed: texts.speed === "slow" ? "slow" : "fast", proxy: readProxyFields(answer, before?.proxy) };
  },
};
