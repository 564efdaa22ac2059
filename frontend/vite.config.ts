import { existsSync, readFileSync } from "node:fs";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const server = process.env.YOLOSMITH_URL ?? "http://127.0.0.1:8000";

/** In development the page comes from Vite and has no cookie: the proxy brings the token. */
function developmentToken(): string {
  const file = "../.yolosmith/token";
  return process.env.YOLOSMITH_TOKEN ?? (existsSync(file) ? readFileSync(file, "utf8").trim() : "");
}

export default defineConfig({
  plugins: [react()],
  build: {
    // The built files ship inside the Python package, which serves them.
    outDir: "../backend/yolosmith/web",
    emptyOutDir: true,
    // Monaco is large by nature; it loads only when an editor is shown.
    chunkSizeWarningLimit: 4000,
  },
  server: {
    // The server accepts exactly its own Host and Origin, so the proxy presents itself as that.
    proxy: {
      "/api": {
        target: server,
        changeOrigin: true,
        ws: true,
        headers: { origin: server, authorization: `Bearer ${developmentToken()}` },
      },
    },
  },
  test: {
    environment: "happy-dom",
    isolate: false, // most of a run was the start of an environment for each file
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test-setup.ts"],
  },
});
