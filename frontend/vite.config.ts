import { defineConfig } from "vitest/config";

// One ES module, committed where the component serves it from. Its name never changes: the address carries a hash.
export default defineConfig({
  build: {
    target: "es2022",
    outDir: "../custom_components/rt_cctv/frontend",
    emptyOutDir: false,
    modulePreload: false,
    rollupOptions: {
      input: "src/main.ts",
      preserveEntrySignatures: false,
      output: { entryFileNames: "rt-cctv.js" },
    },
  },
  esbuild: { legalComments: "none" },
  test: { environment: "happy-dom", include: ["test/**/*.test.ts"] },
});
