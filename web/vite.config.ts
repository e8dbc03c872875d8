/// <reference types="vitest/config" />
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { defineConfig, type UserConfig } from "vite";

const OUT = "../api/static";
const PANEL = "widget-panel.js";

/** One file of the widget. The panel is built first: the loader names it by its content, so that no cache mixes two versions. */
function part(input: string, file: string, format: "es" | "iife", define: Record<string, string> = {}): UserConfig {
  return {
    define,
    build: {
      outDir: OUT,
      emptyOutDir: false,
      copyPublicDir: false,
      target: "es2022",
      modulePreload: false,
      reportCompressedSize: false,
      rollupOptions: {
        input,
        preserveEntrySignatures: "exports-only",
        output: { entryFileNames: file, format },
      },
    },
  };
}

function fingerprint(): string {
  return createHash("sha256")
    .update(readFileSync(new URL(`${OUT}/${PANEL}`, import.meta.url)))
    .digest("hex")
    .slice(0, 10);
}

export default defineConfig(({ mode }) => {
  if (mode === "panel") return part("src/panel.ts", PANEL, "es");
  if (mode === "loader") {
    return part("src/loader.ts", "widget.js", "iife", { __PANEL__: JSON.stringify(`${PANEL}?v=${fingerprint()}`) });
  }
  return { test: { environment: "node", include: ["test/*.test.ts"] } };
});
