import { type Clients, createClients } from "@/lib/aws/clients";
import { type Connection, DEFAULT_REGION, findConnection } from "@/lib/aws/connections";
import { operatorEndpoints } from "@/lib/aws/endpoint-policy";
import { createAwsSource } from "@/lib/aws/source";
import { type ListedStream, latestStreamOf, listStreams, newerStreamOf } from "@/lib/aws/streams-of";
import type { Clock } from "@/lib/clock";
import type { StreamSource } from "@/lib/reader/source";
import type { StreamDescription } from "@/lib/stream/shard";
import { sandboxRegions } from "./sandbox-regions";
import type { Settings } from "./settings";

/** All ways to reach records. Clients (sockets, credentials) are made once a connection and region, and shared. */
export class Sources {
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #clients = new Map<string, Clients>();

  constructor(settings: Settings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  source(connection: Connection, region: string): StreamSource {
    return createAwsSource(this.#clientsOf(connection, region), this.#clock);
  }

  /** Of the connection's region; of all regions for the sandbox, the connection's own first: there no one chose it. */
  async listStreams(connectionId: string, signal: AbortSignal): Promise<ListedStream[]> {
    const connection = await findConnection(connectionId, this.#settings);
    const { kind, endpoint, region: own = DEFAULT_REGION } = connection;
    const others = kind === "sandbox" && endpoint ? await sandboxRegions(endpoint, signal) : [];
    const lists = [...new Set([own, ...others])].map((region) =>
      listStreams(this.#clientsOf(connection, region), this.#clock, signal),
    );
    return (await Promise.all(lists)).flat();
  }

  latestStreamOf(connection: Connection, region: string, tableName: string, signal: AbortSignal): Promise<string> {
    return latestStreamOf(this.#clientsOf(connection, region), this.#clock, tableName, signal);
  }

  newerStreamOf(
    connection: Connection,
    region: string,
    stream: StreamDescription,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    return newerStreamOf(this.#clientsOf(connection, region), this.#clock, stream, signal);
  }

  close(): void {
    for (const clients of this.#clients.values()) clients.close();
    this.#clients.clear();
  }

  #clientsOf(connection: Connection, region: string): Clients {
    const key = `${connection.id} ${region}`;
    const existing = this.#clients.get(key);
    if (existing) return existing;
    const clients = createClients(connection, region, operatorEndpoints(this.#settings.environment));
    this.#clients.set(key, clients);
    return clients;
  }
}
