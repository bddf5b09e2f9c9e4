import { loadSharedConfigFiles } from "@smithy/core/config";
import { ShardscopeError } from "@/lib/stream/error";
import { checkEndpoint, operatorEndpoints } from "./endpoint-policy";

/** How to reach a source. Holds no secrets: credentials come from AWS's standard chain at each use. */
export interface Connection {
  id: string;
  kind: "aws" | "endpoint" | "sandbox";
  label: string;
  region?: string;
  profile?: string;
  /** Origin of a DynamoDB-compatible server; absent for AWS. */
  endpoint?: string;
}

export interface ConnectionSettings {
  environment: NodeJS.ProcessEnv;
  /** Origin of the sandbox, or undefined when it is off. */
  sandbox: string | undefined;
}

/** Where nothing says which region is meant. */
export const DEFAULT_REGION = "us-east-1";

/** All connections a person can pick: the default chain, each profile, the operator's endpoints, the sandbox. */
export async function listConnections(settings: ConnectionSettings): Promise<Connection[]> {
  const { environment } = settings;
  const profiles = await readProfiles();
  const activeProfile = environment.AWS_PROFILE ?? "default";
  const region =
    environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? profiles.get(activeProfile) ?? DEFAULT_REGION;
  const connections: Connection[] = [];
  if (settings.sandbox) {
    connections.push({
      id: "sandbox",
      kind: "sandbox",
      label: "Sandbox",
      region: DEFAULT_REGION,
      endpoint: settings.sandbox,
    });
  }
  connections.push({
    id: "aws",
    kind: "aws",
    label: environment.AWS_PROFILE ? `AWS · ${environment.AWS_PROFILE}` : "AWS",
    region,
    ...(environment.AWS_PROFILE ? { profile: environment.AWS_PROFILE } : {}),
  });
  for (const [profile, profileRegion] of profiles) {
    if (profile === activeProfile) continue;
    connections.push({
      id: `profile:${profile}`,
      kind: "aws",
      label: `AWS · ${profile}`,
      region: profileRegion ?? region,
      profile,
    });
  }
  for (const endpoint of new Set(operatorEndpoints(environment))) {
    connections.push(endpointConnection(endpoint, region));
  }
  return connections;
}

/** A connection by its id, or a person's own endpoint on loopback. Rejects: connectionNotFound, endpointRefused. */
export async function findConnection(
  wanted: string | { endpoint: string; region: string },
  settings: ConnectionSettings,
): Promise<Connection> {
  if (typeof wanted !== "string") {
    const endpoint = checkEndpoint(wanted.endpoint, operatorEndpoints(settings.environment));
    return endpointConnection(endpoint, wanted.region);
  }
  const found = (await listConnections(settings)).find((connection) => connection.id === wanted);
  if (found) return found;
  // The id of a person's own endpoint, given back to list its streams.
  const custom = /^endpoint:(.+)@([a-z0-9-]+)$/.exec(wanted);
  if (custom?.[1] && custom[2]) return findConnection({ endpoint: custom[1], region: custom[2] }, settings);
  if (wanted === "sandbox") {
    throw new ShardscopeError("connectionNotFound", "The sandbox is switched off.", {
      hint: "Start the dashboard without SANDBOX=off.",
    });
  }
  throw new ShardscopeError("connectionNotFound", `There is no connection ${JSON.stringify(wanted.slice(0, 100))}.`, {
    hint: "GET /api/connections lists them.",
  });
}

function endpointConnection(endpoint: string, region: string): Connection {
  return {
    id: `endpoint:${endpoint}@${region}`,
    kind: "endpoint",
    label: endpoint.replace(/^https?:\/\//, ""),
    region,
    endpoint,
  };
}

/** Profile names with their regions. A missing or unreadable file means no profiles, as for the AWS CLI. */
async function readProfiles(): Promise<Map<string, string | undefined>> {
  try {
    const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
    const names = [...new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)])]
      .filter((name) => !/^(sso-session|services)\./.test(name))
      .sort();
    return new Map(names.map((name) => [name, configFile[name]?.region]));
  } catch {
    return new Map();
  }
}
