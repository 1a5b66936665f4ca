import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/setup.ts"],
    // No module of ours holds state, so files may share a thread: eight times faster.
    pool: "threads",
    isolate: false,
    testTimeout: 30_000,
  },
});
