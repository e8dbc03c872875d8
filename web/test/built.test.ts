import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const LOADER = readFileSync(new URL("../../api/static/widget.js", import.meta.url), "utf8");

test("the floating panel stays within the window of a browser that knows no dvh", () => {
  const floating = /\.floating\{position:fixed[^}]*\}/.exec(LOADER)?.[0] ?? "";
  const understood = floating.split(";").filter((one) => !one.includes("dvh"));

  expect(understood.filter((one) => one.startsWith("max-height:"))).toEqual([
    "max-height:calc(100vh - 2 * var(--guichet-offset, 1.25rem) - 3.6em)",
  ]);
  expect(floating.indexOf("100vh")).toBeLessThan(floating.indexOf("100dvh"));
});
