import type { Exporter } from "./exporter";
import { json } from "./json";
import { ndjson } from "./ndjson";

/** The formats of `GET …/export?format=`. */
export const exportFormats = { ndjson, json } satisfies Record<string, Exporter>;
