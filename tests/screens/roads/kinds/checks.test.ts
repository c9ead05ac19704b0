import { expect, test } from "vitest";
import { checkHost } from "../../../../src/screens/roads/kinds/checks.ts";

test.each(["proxy.example.com", "proxy", "10.0.0.1", "::1", "fe80::1%eth0", "2001:db8::7", "bücher.example"])("%j is a host", (text) => {
  expect(checkHost(text)).toBeUndefined();
});

test.each(["no such host", "proxy:3128", "http://proxy", "user@proxy", "[::1]", "proxy/"])("%j is none", (text) => {
  expect(checkHost(text)?.problem).toMatch(/port has a field of its own/);
});
