import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

// The caller names outDir and base: each build is served under a path of its own.
export default defineConfig({
  plugins: [vue()],
  build: {
    target: "es2022",
    // The policy of the page forbids data: scripts and styles; files are cached for good anyway.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    reportCompressedSize: false,
  },
});
