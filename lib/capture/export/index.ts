import { csv } from "./csv";
import type { Exporter } from "./exporter";
import { json } from "./json";
import { lambda } from "./lambda";
import { ndjson } from "./ndjson";
import { parquet } from "./parquet";

/** The formats of `GET …/export?format=`. */
export const exportFormats = { ndjson, json, csv, parquet, lambda } satisfies Record<string, Exporter>;

export type ExportFormat = keyof typeof exportFormats;
