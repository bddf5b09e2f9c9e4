import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { Connection } from "./connections";
import { loopbackLookup } from "./endpoint-policy";

/** The most sockets to one source: the reader bounds its calls under way below this. */
const MAX_SOCKETS = 50;

/** Requests to endpoints are signed with these, whatever the environment holds: real keys go to AWS alone. */
const DUMMY_CREDENTIALS = { accessKeyId: "shardscope", secretAccessKey: "shardscope" };

export interface Clients {
  streams: DynamoDBStreamsClient;
  tables: DynamoDBClient;
  /** For the eye, in sentences. */
  where: string;
  close(): void;
}

/** SDK clients of a connection for a region (an ARN's region wins over the connection's own). */
export function createClients(connection: Connection, region: string, operatorAllowed: readonly string[]): Clients {
  // Names that the operator allowed may lead beyond this machine; all others are pinned to it.
  const pinned = connection.endpoint !== undefined && !operatorAllowed.includes(connection.endpoint);
  const agentOptions = { keepAlive: true, maxSockets: MAX_SOCKETS, ...(pinned ? { lookup: loopbackLookup } : {}) };
  const requestHandler = new NodeHttpHandler({
    httpAgent: new HttpAgent(agentOptions),
    httpsAgent: new HttpsAgent(agentOptions),
    connectionTimeout: 5_000,
  });
  const settings = {
    region,
    requestHandler,
    // One call is one call: the reader backs off, counts and shows throttling (streams.md, rule 16).
    maxAttempts: 1,
    // Endpoint URLs in the environment would receive real credentials; they are connections of their own instead.
    ignoreConfiguredEndpointUrls: true,
    ...(connection.endpoint ? { endpoint: connection.endpoint, credentials: DUMMY_CREDENTIALS } : {}),
    ...(connection.profile ? { profile: connection.profile } : {}),
  };
  const streams = new DynamoDBStreamsClient(settings);
  const tables = new DynamoDBClient(settings);
  return {
    streams,
    tables,
    where: connection.endpoint ?? `AWS ${region}`,
    close() {
      streams.destroy();
      tables.destroy();
    },
  };
}
