import type { Health } from "@/lib/api/contract";
import { guarded } from "@/lib/server/guard";
import packageJson from "@/package.json";

export const GET = guarded(() => Response.json({ status: "ok", version: packageJson.version } satisfies Health));
