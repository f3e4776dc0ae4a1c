import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "node",
    include: ["tests/**/*.test.ts"],
    // the tests of days and times speak of local time
    env: { TZ: "Europe/Berlin" },
  },
});
