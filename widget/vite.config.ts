import { defineConfig, type Plugin } from "vite";

/** A page may include the script twice. Lit would already stumble over that: it may make its trusted-types policy once. */
const ONCE = 'if(!customElements.get("berufs-lotse"))';
const NOTICE = "/*! Berufslotse. Contains Lit, (c) Google LLC, SPDX-License-Identifier: BSD-3-Clause */\n";

/** Lit keeps its version and a table on the global object. A guest on somebody's page leaves no traces there. */
function leaveNoGlobals(): Plugin {
  const registration = /\((?:globalThis|\w+)\.\w+Versions\?\?=\[\]\)\.push\("[\d.]+"\)/g;
  const table = /\w+\.(litPropertyMetadata\?\?=)/;
  const without = (code: string): string =>
    (table.test(code) ? "let litPropertyMetadata;" : "") + code.replace(registration, "0").replace(table, "$1");
  return {
    name: "leave-no-globals",
    transform: (code, id) => (/\/(lit|@lit)[^?]*\.js$/.test(id) ? { code: without(code), map: null } : null),
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === "chunk") file.code = NOTICE + ONCE + file.code;
      }
    },
  };
}

/** Blanks that only indent a template or a style sheet need not travel. */
function packTemplates(): Plugin {
  const packCss = (css: string): string =>
    css.replace(/\/\*[^]*?\*\//g, "").replace(/\s+/g, " ").replace(/ ?([{};,]) ?/g, "$1").replace(/: /g, ":").replaceAll(";}", "}");
  return {
    name: "pack-templates",
    enforce: "pre",
    transform(code, id) {
      if (!/\/src\/\w+\.ts$/.test(id)) return null;
      const packed = code.replace(/css`([^`]*)`/g, (_all, css: string) => `css\`${packCss(css)}\``);
      return { code: packed.replace(/\n[ \t]+/g, "\n"), map: null };
    },
  };
}

export default defineConfig({
  plugins: [packTemplates(), leaveNoGlobals()],
  // the notice above names Lit's licence once instead of eleven times
  esbuild: { legalComments: "none" },
  build: {
    lib: { entry: "src/main.ts", formats: ["iife"], name: "Berufslotse", fileName: () => "widget.js" },
    target: "es2021",
    sourcemap: false,
    copyPublicDir: false,
  },
});
