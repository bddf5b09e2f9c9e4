import type { Readable } from "node:stream";
import type { GetRecordsCommand } from "@aws-sdk/client-dynamodb-streams";
import { ShardscopeError } from "@/lib/stream/error";

/** GetRecords answers with at most 1 MB of records; typed JSON and base64 blow that up a few times at worst. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/**
 * Takes the body of a GetRecords answer as text before the SDK deserialises it: four times as fast, and numbers,
 * binary and unknown fields stay exactly as sent. The SDK still signs the request and still reads error answers.
 */
export function takeRawBody(command: GetRecordsCommand): () => string {
  let text = "";
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as { statusCode: number; body: Readable };
      if (response.statusCode === 200) {
        text = await readText(response.body);
        // What the deserialiser sees: an answer without records.
        (result.response as { body: unknown }).body = new TextEncoder().encode("{}");
      }
      return result;
    },
    // Low priority in this step stands nearest to the wire, before the deserialiser.
    { step: "deserialize", name: "takeRawBody", priority: "low" },
  );
  return () => text;
}

async function readText(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    const buffer = chunk as Buffer;
    bytes += buffer.length;
    if (bytes > MAX_ANSWER_BYTES) {
      body.destroy();
      throw new ShardscopeError("sourceAnswerInvalid", "The answer to GetRecords is larger than 64 MB.", {
        retriable: true,
      });
    }
    chunks.push(buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
}
