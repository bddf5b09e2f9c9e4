import { defineConfig } from "vitest/config";
import base from "./vitest.config";

/** `npm run test:interop`: against programs that are not ours, where they are installed. */
export default defineConfig({ ...base, test: { ...base.test, include: ["tests/interop/*.interop.ts"] } });
