import { describe, expect, it } from "vitest";
import { absolutePath, complete, pathsOfPaste, splitTypedPath } from "../../../src/screens/import/typed-path.ts";

describe("a path being typed", () => {
  it("is relative to the folder shown, or to the home folder behind a tilde", () => {
    expect(splitTypedPath("pay", "/data/in", "/home/reka")).toEqual({ folder: "/data/in/", begun: "pay" });
    expect(splitTypedPath("~/in/p", "/data", "/home/reka")).toEqual({ folder: "/home/reka/in/", begun: "p" });
    expect(splitTypedPath("/data/../x/", "/", "/home/reka")).toEqual({ folder: "/x/", begun: "" });
    expect(splitTypedPath("", "/data/in", "/h")).toEqual({ folder: "/data/in/", begun: "" });
  });

  it("never leaves the root", () => {
    expect(absolutePath("../../..", "/a", "/h")).toBe("/");
  });

  it("is completed as far as all names agree", () => {
    const listings = [{ name: "payroll-10.xml", kind: "file" }, { name: "payroll-11.xml", kind: "file" }, { name: "Archive", kind: "folder" }] as const;
    expect(complete("pay", listings)).toEqual({ completed: "payroll-1", fitting: ["payroll-10.xml", "payroll-11.xml"] });
    expect(complete("payroll-11", listings).completed).toBe("payroll-11.xml");
    expect(complete("arch", listings).completed).toBe("Archive/");
    expect(complete("x", listings)).toEqual({ completed: "x", fitting: [] });
  });
});

describe("pathsOfPaste", () => {
  it.each([
    ["/data/a b.xml", ["/data/a b.xml"]],
    ["'/data/a b.xml' \"/data/c.xml\"", ["/data/a b.xml", "/data/c.xml"]],
    ["/data/a\\ b.xml /data/c.xml", ["/data/a b.xml", "/data/c.xml"]],
    ["file:///data/%C3%A1.xml\n/data/c.xml", ["/data/á.xml", "/data/c.xml"]],
    ["file:///data/100%.xml", ["/data/100%.xml"]],
    ["no path here", []],
  ])("%s", (text, expected) => {
    expect(pathsOfPaste(text)).toEqual(expected);
  });

  it("takes at most a hundred", () => {
    expect(pathsOfPaste("/a\n".repeat(200))).toHaveLength(100);
  });
});
