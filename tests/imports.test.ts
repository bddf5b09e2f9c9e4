import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

/**
 * Who may import whom (ARCHITECTURE.md): the data goes one way, and a layer knows only what stands before it. `*` allows
 * any. A folder that is not named here may import nothing of the project.
 */
const ALLOWED: Record<string, { modules: string[]; packages?: string[]; reason: string }> = {
  "lib/clock.ts": { modules: [], reason: "the clock is what all others stand on" },
  "lib/data-directory.ts": { modules: [], reason: "where data lies is one answer for dashboard and sandbox" },
  "lib/thread.ts": { modules: [], reason: "threads are started in one way, bundled or not" },
  "lib/stream": { modules: [], reason: "what a stream IS: pure values and functions" },
  "lib/filter": {
    modules: ["lib/stream"],
    reason: "a filter speaks of records, not of where they come from or are kept",
  },
  "lib/reader": { modules: ["lib/stream"], reason: "the reader works over any source and any sink" },
  "lib/capture": {
    modules: ["lib/stream", "lib/filter", "lib/reader", "lib/thread.ts"],
    reason: "a capture joins reader and store through interfaces",
  },
  "lib/aws": {
    modules: ["lib/stream", "lib/reader"],
    packages: ["@aws-sdk/", "@smithy/"],
    reason: "an adapter imports the interface that it implements, never what uses it",
  },
  "lib/storage": {
    modules: ["lib/stream", "lib/filter", "lib/capture", "lib/reader", "lib/thread.ts"],
    packages: ["libsql"],
    reason: "an adapter imports the interface that it implements, never what uses it",
  },
  "lib/sandbox": {
    modules: ["lib/stream", "lib/data-directory.ts"],
    packages: ["dynalite"],
    reason: "the sandbox is a DynamoDB: nobody's friend",
  },
  "lib/api": {
    modules: ["lib/stream", "lib/filter"],
    packages: ["@tanstack/react-query"],
    reason: "the contract is safe in a browser",
  },
  "lib/server": {
    modules: [
      "lib/stream",
      "lib/filter",
      "lib/reader",
      "lib/capture",
      "lib/aws",
      "lib/storage",
      "lib/api",
      "lib/data-directory.ts",
    ],
    reason: "the server joins all layers but the sandbox, which is reached over HTTP like any other DynamoDB",
  },
  "app/api": {
    modules: ["lib/server", "lib/api", "lib/aws", "lib/stream"],
    reason: "a route is guard, parse, call, respond",
  },
  app: { modules: ["components", "lib/api", "lib/stream", "lib/filter"], reason: "pages show components" },
  components: {
    modules: ["components", "lib/api", "lib/stream", "lib/filter"],
    reason: "what runs in a browser never holds server code",
  },
  "proxy.ts": { modules: ["lib/server"], reason: "the proxy is the first guard" },
};

/** Packages that one module alone may import. */
const OWNED = ["@aws-sdk/", "@smithy/", "libsql", "dynalite"];

const root = path.resolve(import.meta.dirname, "..");
const sources = ["app", "components", "lib"].flatMap(walk).concat("proxy.ts");

function walk(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const place = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return walk(place);
    return /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$|\.d\.ts$/.test(entry.name) ? [place] : [];
  });
}

function importsOf(file: string): string[] {
  const text = readFileSync(path.join(root, file), "utf8");
  const found = [...text.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*|new URL\(\s*)"([^"]+)"/g)].map(
    (match) => match[1] ?? "",
  );
  return found.map((name) => {
    if (name.startsWith("@/")) return name.slice(2);
    if (name.startsWith(".")) return path.posix.join(path.posix.dirname(file), name);
    return name;
  });
}

/** The longest entry of ALLOWED that a file or import belongs to. */
function moduleOf(place: string): string | undefined {
  return Object.keys(ALLOWED)
    .filter((name) => place === name || place === name.replace(/\.ts$/, "") || place.startsWith(`${name}/`))
    .sort((a, b) => b.length - a.length)[0];
}

describe("imports go one way", () => {
  it.each(sources)("%s", (file) => {
    const own = moduleOf(file);
    const rule = own === undefined ? undefined : ALLOWED[own];
    expect(rule, `${file} belongs to no layer: add it to ARCHITECTURE.md and to this test`).toBeDefined();
    for (const name of importsOf(file)) {
      const target = moduleOf(name);
      if (target !== undefined && target !== own && target !== "lib/clock.ts") {
        expect(rule?.modules, `${file} imports ${name}: ${rule?.reason}`).toContain(target);
      }
      const owned = OWNED.find((prefix) => name === prefix || name.startsWith(prefix));
      if (owned !== undefined)
        expect(rule?.packages ?? [], `${file} imports ${name}, which belongs to one adapter`).toContain(owned);
    }
  });

  it("has one place that knows the time, waits and rolls dice", () => {
    const guilty = sources.filter((file) => {
      if (file === "lib/clock.ts") return false;
      const code = readFileSync(path.join(root, file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
      return /\bDate\.now\(|\bMath\.random\(|\bset(Timeout|Interval)\(|\bnew Date\(\)/.test(code);
    });
    expect(guilty, "use the Clock (lib/clock.ts), so that tests can run a day in a millisecond").toEqual([]);
  });
});
