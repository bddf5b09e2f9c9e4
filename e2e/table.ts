import { CreateTableCommand, DynamoDBClient, PutItemCommand, type StreamViewType } from "@aws-sdk/client-dynamodb";

/** Any DynamoDB client: what a person's own application would use. */
export function dynamo(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
}

/** A table with a stream, of new and old images unless told; resolves with the stream's ARN. */
export async function createTable(
  client: DynamoDBClient,
  name: string,
  viewType: StreamViewType = "NEW_AND_OLD_IMAGES",
): Promise<string> {
  const answer = await client.send(
    new CreateTableCommand({
      TableName: name,
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "S" },
      ],
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      BillingMode: "PAY_PER_REQUEST",
      StreamSpecification: { StreamEnabled: true, StreamViewType: viewType },
    }),
  );
  return answer.TableDescription?.LatestStreamArn ?? "";
}

/** Puts version `version` of an order. */
export async function putOrder(client: DynamoDBClient, table: string, id: number, version: number): Promise<void> {
  await client.send(
    new PutItemCommand({
      TableName: table,
      Item: {
        pk: { S: `ORDER#${id}` },
        sk: { S: "META" },
        version: { N: String(version) },
        status: { S: version === 1 ? "PENDING" : "SHIPPED" },
      },
    }),
  );
}

export interface ExportedRecord {
  shardId: string;
  eventName: string;
  dynamodb: { SequenceNumber: string; Keys: { pk: { S: string } }; NewImage?: { version: { N: string } } };
}

export async function exported(url: string, captureId: string, filter = ""): Promise<ExportedRecord[]> {
  const answer = await fetch(
    `${url}/api/captures/${captureId}/export?format=ndjson&filter=${encodeURIComponent(filter)}`,
  );
  const text = await answer.text();
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

/** "ORDER#1 v1", sorted: what a table wrote and what an export holds are compared in this form. */
export function versionsOf(records: ExportedRecord[]): string[] {
  return records.map(({ dynamodb }) => `${dynamodb.Keys.pk.S} v${dynamodb.NewImage?.version.N ?? "none"}`).sort();
}

/** Opens a capture over HTTP, as a script would. */
export async function openCapture(url: string, streamArn: string): Promise<{ id: string }> {
  const answer = await fetch(`${url}/api/captures`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ streamArn, connection: "sandbox", start: { at: "trimHorizon" } }),
  });
  if (answer.status !== 201) throw new Error(`opening failed: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { id: string };
}
