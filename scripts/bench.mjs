// `npm run bench`: every measurement, one after another. One JSON line per figure on standard output, a table on
// standard error. `npm run bench -- store` runs one of them. Nothing else should run on the machine meanwhile.
import { spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

process.chdir(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

const ALL = ["sandbox", "reader", "store", "export", "screen"];
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !ALL.includes(name));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(", ")}: ${ALL.join(", ")}.`);
  process.exit(1);
}

/** @type {{bench: string, figure: string, value: number, unit: string, work: string}[]} */
const figures = [];
for (const name of wanted.length > 0 ? wanted : ALL) {
  console.error(`── ${name}`);
  const code = await run(name);
  if (code !== 0) {
    console.error(`${name} failed (exit code ${code}).`);
    process.exit(code);
  }
}

const width = (/** @type {(figure: typeof figures[number]) => string} */ text) =>
  Math.max(...figures.map((figure) => text(figure).length));
const figureWidth = width(({ figure }) => figure);
const valueWidth = width(({ value }) => format(value));
for (const { figure, value, unit, work } of figures) {
  console.error(`${figure.padEnd(figureWidth)}  ${format(value).padStart(valueWidth)} ${unit.padEnd(12)}  ${work}`);
}

/** @param {string} name @returns {Promise<number>} */
function run(name) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["--expose-gc", "--import", "tsx", `bench/${name}.ts`], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    createInterface({ input: child.stdout }).on("line", (line) => {
      console.log(line);
      figures.push({ bench: name, ...JSON.parse(line) });
    });
    child.on("close", (code) => resolve(code ?? 1));
  });
}

/** @param {number} value */
function format(value) {
  return value >= 100 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
}
