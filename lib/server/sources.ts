import { type Clients, createClients } from "@/lib/aws/clients";
import { type Connection, findConnection } from "@/lib/aws/connections";
import { operatorEndpoints } from "@/lib/aws/endpoint-policy";
import { createAwsSource } from "@/lib/aws/source";
import { type ListedStream, latestStreamOf, listStreams } from "@/lib/aws/streams-of";
import type { Clock } from "@/lib/clock";
import type { StreamSource } from "@/lib/reader/source";
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

  async listStreams(connectionId: string, signal: AbortSignal): Promise<ListedStream[]> {
    const connection = await findConnection(connectionId, this.#settings);
    return listStreams(this.#clientsOf(connection, connection.region ?? "us-east-1"), this.#clock, signal);
  }

  latestStreamOf(connection: Connection, region: string, tableName: string, signal: AbortSignal): Promise<string> {
    return latestStreamOf(this.#clientsOf(connection, region), this.#clock, tableName, signal);
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
