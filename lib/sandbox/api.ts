import { unknownOperation } from "./aws-error";
import type { FaultInjector } from "./faults";
import type { ItemsApi } from "./items-api";
import type { StatementsApi } from "./statements-api";
import type { StreamsApi } from "./streams-api";
import { withTableNames } from "./table-name";
import type { TablesApi } from "./tables-api";
import type { TransactionsApi } from "./transactions-api";

type Body = Record<string, unknown>;

export interface Apis {
  items: ItemsApi;
  tables: TablesApi;
  transactions: TransactionsApi;
  statements: StatementsApi;
  streams: StreamsApi;
  faults: FaultInjector;
}

const SERVICES = {
  DynamoDB_20120810: "dynamodb",
  DynamoDBStreams_20120810: "streams",
} as const;

/** One entry for every operation, whoever calls: the HTTP server or the sample workload. */
export class Api {
  readonly #apis: Apis;

  constructor(apis: Apis) {
    this.#apis = apis;
  }

  /** `target` as in x-amz-target. Answers the JSON text of the body; throws AwsError or dynalite's errors. */
  async call(target: string, region: string, body: Body, signal: AbortSignal): Promise<string> {
    const [version = "", operation = ""] = target.split(".");
    const service = Object.hasOwn(SERVICES, version) ? SERVICES[version as keyof typeof SERVICES] : undefined;
    let answer: string | undefined;
    if (service === "streams") {
      await this.#apis.faults.before(signal);
      answer = await this.#apis.streams.call(operation, region, body);
    } else if (service === "dynamodb") {
      answer = await this.dynamodb(operation, region, body);
    }
    if (answer === undefined) throw unknownOperation();
    return answer;
  }

  async dynamodb(operation: string, region: string, body: Body): Promise<string | undefined> {
    const named = withTableNames(body);
    const answer =
      (await this.#apis.items.call(operation, region, named)) ??
      (await this.#apis.transactions.call(operation, region, named)) ??
      (await this.#apis.statements.call(operation, region, named)) ??
      (await this.#apis.tables.call(operation, region, named));
    return answer && JSON.stringify(answer);
  }
}
