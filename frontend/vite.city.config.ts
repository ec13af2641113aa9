import { defineConfig } from "vitest/config";

// The city's panel is a module of its own: an RT's hub never loads it. Run after the other build, which empties the folder.
export default defineConfig({
  publicDir: false,
  build: {
    target: "es2022",
    outDir: "../custom_components/rt_cctv/frontend",
    emptyOutDir: false,
    modulePreload: false,
    rollupOptions: {
      input: "src/city/main.ts",
      preserveEntrySignatures: false,
      output: { entryFileNames: "rt-cctv-city.js" },
    },
  },
  esbuild: { legalComments: "none" },
});
