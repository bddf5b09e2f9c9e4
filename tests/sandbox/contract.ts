import { randomUUID } from "node:crypto";
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  type StreamViewType,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import type { _Record } from "@aws-sdk/client-dynamodb-streams";
import { expect } from "vitest";
import { type Sandbox, startSandbox } from "@/lib/sandbox/sandbox";
import { loadRecordings, RecordedComparison, type Recording } from "./recorded";
import { allRecords, clients, scratchDirectory } from "./support";

const REGION = "us-east-1";
const endpoint = process.env.CONTRACT_ENDPOINT;
const PATIENCE = { timeout: endpoint ? 60_000 : 5000, interval: endpoint ? 1000 : 20 };

export const recordings = loadRecordings();

export function recording(test: string): Recording {
  return recordings.find((each) => each.test.endsWith(`::${test}`)) as Recording;
}

export function expectRecorded(recorded: unknown, actual: unknown, comparison = new RecordedComparison()): void {
  expect(recorded).toBeDefined();
  expect(comparison.differences(recorded, actual)).toEqual([]);
}

/**
 * The server that the contract suites talk to: a sandbox of their own, or CONTRACT_ENDPOINT=http://…, any other DynamoDB with
 * streams. What is made there is removed.
 */
export class ContractServer {
  readonly db: ReturnType<typeof clients>["db"];
  readonly streams: ReturnType<typeof clients>["streams"];
  readonly #url: string;
  readonly #stop: () => Promise<void>;
  readonly #made: { TableName: string; region: string }[] = [];

  private constructor(url: string, stop: () => Promise<void>) {
    this.#url = url;
    this.#stop = stop;
    ({ db: this.db, streams: this.streams } = this.inRegion(REGION));
  }

  static async start(): Promise<ContractServer> {
    if (endpoint) return new ContractServer(endpoint, async () => {});
    const scratch = await scratchDirectory();
    const sandbox: Sandbox = await startSandbox({ port: 0, dataDir: scratch.path });
    return new ContractServer(sandbox.url, async () => {
      await sandbox.close();
      await scratch.remove();
    });
  }

  async stop(): Promise<void> {
    for (const { TableName, region } of endpoint ? this.#made : []) {
      await this.inRegion(region).db.send(new DeleteTableCommand({ TableName }));
    }
    await this.#stop();
  }

  inRegion(region: string) {
    return clients(this.#url, region);
  }

  async createTable(input: Omit<CreateTableCommandInput, "TableName">) {
    const TableName = `recorded-${randomUUID()}`;
    const answer = await this.db.send(new CreateTableCommand({ TableName, ...input }));
    await this.made(TableName, REGION);
    return { TableName, arn: answer.TableDescription?.LatestStreamArn as string, answer };
  }

  /** Waits for the table and remembers to remove it. */
  async made(TableName: string, region: string): Promise<void> {
    this.#made.push({ TableName, region });
    if (endpoint) {
      await waitUntilTableExists({ client: this.inRegion(region).db, maxWaitTime: 300, minDelay: 1 }, { TableName });
    }
  }

  /** A provisioned table of 5 units, so of one shard. */
  tableOf(key: string, viewType: StreamViewType) {
    return this.createTable({
      AttributeDefinitions: [{ AttributeName: key, AttributeType: "S" }],
      KeySchema: [{ AttributeName: key, KeyType: "HASH" }],
      ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
      StreamSpecification: { StreamEnabled: true, StreamViewType: viewType },
    });
  }

  /** The records of a stream once there are so many: elsewhere they may take a moment. */
  async recordsOf(arn: string, count: number, of = this.streams): Promise<_Record[]> {
    let records: _Record[] = [];
    const read = async () => {
      records = await allRecords(of, arn);
      return records.length;
    };
    await expect.poll(read, PATIENCE).toBeGreaterThanOrEqual(count);
    return records;
  }
}
