import { describe, expect, it } from "vitest";
import { ShardscopeError } from "@/lib/stream/error";
import { toShardscopeError } from "./errors";

const context = { where: "AWS eu-west-1", streamArn: "arn:aws:dynamodb:eu-west-1:1:table/orders/stream/x" };
const sdkError = (name: string, message = "", extra: object = {}) =>
  Object.assign(new Error(message), { name, ...extra });

describe("toShardscopeError", () => {
  it.each([
    [
      sdkError("ResourceNotFoundException", "Requested resource not found: Stream: arn:…/stream/x not found"),
      "streamNotFound",
      false,
    ],
    [
      sdkError("ResourceNotFoundException", "Requested resource not found: Shard does not exist"),
      "shardNotFound",
      false,
    ],
    // A table may be named after shards; the ARN in the message decides nothing.
    [
      sdkError(
        "ResourceNotFoundException",
        "Requested resource not found: Stream: arn:aws:dynamodb:r:1:table/shards/stream/x not found",
      ),
      "streamNotFound",
      false,
    ],
    [sdkError("ExpiredIteratorException"), "positionExpired", false],
    [sdkError("ValidationException", "Invalid ShardId in ShardIterator"), "positionExpired", false],
    [sdkError("TrimmedDataAccessException"), "trimmed", false],
    [sdkError("ThrottlingException"), "throttled", true],
    [sdkError("LimitExceededException"), "throttled", true],
    [sdkError("InternalServerError", "", { $metadata: { httpStatusCode: 500 } }), "sourceFailed", true],
    [sdkError("Unknown", "", { $metadata: { httpStatusCode: 503 } }), "sourceFailed", true],
    [sdkError("ExpiredTokenException"), "credentialsExpired", false],
    [sdkError("UnrecognizedClientException"), "credentialsInvalid", false],
    [
      sdkError("CredentialsProviderError", "Could not load credentials from any providers"),
      "credentialsMissing",
      false,
    ],
    [
      sdkError("CredentialsProviderError", "The SSO session associated with this profile has expired"),
      "credentialsExpired",
      false,
    ],
    [sdkError("AccessDeniedException"), "accessDenied", false],
    [sdkError("Error", "connect ECONNREFUSED 127.0.0.1:8000", { code: "ECONNREFUSED" }), "endpointUnreachable", true],
    [sdkError("Error", "socket hang up"), "endpointUnreachable", true],
    [sdkError("TimeoutError"), "timeout", true],
    [sdkError("SyntaxError", "Unexpected token <"), "sourceAnswerInvalid", true],
    ["not even an error", "sourceAnswerInvalid", true],
    // What a server without CHILD_SHARDS may say: the reader then lists everything instead of asking again.
    [sdkError("ValidationException", "Unknown parameter: ShardFilter"), "positionInvalid", false],
    [sdkError("SerializationException", "", { $metadata: { httpStatusCode: 400 } }), "sourceAnswerInvalid", false],
    [sdkError("UnknownOperationException", "", { $metadata: { httpStatusCode: 400 } }), "sourceAnswerInvalid", false],
    [
      sdkError("SyntaxError", "Unexpected token <", { $metadata: { httpStatusCode: 404 } }),
      "sourceAnswerInvalid",
      true,
    ],
  ] as const)("%s is %s", (error, code, retriable) => {
    const said = toShardscopeError(error, context);
    expect(said).toMatchObject({ code, retriable });
    expect(said.message).toMatch(/^[A-Z].*\.$/s);
  });

  it("passes on what is a ShardscopeError already", () => {
    const error = new ShardscopeError("timeout", "Late.");
    expect(toShardscopeError(error, context)).toBe(error);
  });

  it("names a table that does not exist", () => {
    expect(
      toShardscopeError(sdkError("ResourceNotFoundException", "x"), { where: "AWS eu-west-1", tableName: "ordres" })
        .message,
    ).toBe("AWS eu-west-1 has no table named ordres.");
  });

  it("never repeats what the credential chain says", () => {
    const error = sdkError("CredentialsProviderError", "bad line in credentials: aws_secret_access_key = CANARY");
    const said = toShardscopeError(error, context);
    expect(`${said.message} ${said.hint}`).not.toContain("CANARY");
  });
});
