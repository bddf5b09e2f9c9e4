import { type ErrorCode, ShardscopeError } from "@/lib/stream/error";

const BY_NAME: Record<string, ErrorCode> = {
  ExpiredIteratorException: "positionExpired",
  TrimmedDataAccessException: "trimmed",
  // ThrottlingException comes on all four calls though the service model omits it (streams.md, Errors).
  ThrottlingException: "throttled",
  LimitExceededException: "throttled",
  ProvisionedThroughputExceededException: "throttled",
  RequestLimitExceeded: "throttled",
  InternalServerError: "sourceFailed",
  InternalFailure: "sourceFailed",
  ServiceUnavailable: "sourceFailed",
  ExpiredTokenException: "credentialsExpired",
  ExpiredToken: "credentialsExpired",
  RequestExpired: "credentialsExpired",
  TokenProviderError: "credentialsExpired",
  UnrecognizedClientException: "credentialsInvalid",
  InvalidClientTokenId: "credentialsInvalid",
  InvalidSignatureException: "credentialsInvalid",
  IncompleteSignatureException: "credentialsInvalid",
  SignatureDoesNotMatch: "credentialsInvalid",
  MissingAuthenticationTokenException: "credentialsMissing",
  MissingAuthenticationToken: "credentialsMissing",
  CredentialsProviderError: "credentialsMissing",
  AccessDeniedException: "accessDenied",
  SyntaxError: "sourceAnswerInvalid",
};

const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EPIPE",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
  "ERR_SSL_WRONG_VERSION_NUMBER",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
]);

const CREDENTIALS_HINT =
  "Give the dashboard credentials in one of three ways, then try again: run aws sso login (or aws configure) and start it with AWS_PROFILE set; export AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; or run it where a role provides them.";

/** What a call was about, for the sentences. */
export interface CallContext {
  /** For the eye: "AWS eu-west-1", "http://127.0.0.1:8000". */
  where: string;
  streamArn?: string;
  tableName?: string;
  shardId?: string;
}

interface SdkError {
  name?: string;
  message?: string;
  code?: string;
  $metadata?: { httpStatusCode?: number };
  $response?: { statusCode?: number };
}

/**
 * The one translation from what the SDK throws to what Shardscope says. Never repeats a message of the credential
 * chain: those can quote configuration files.
 */
export function toShardscopeError(error: unknown, context: CallContext): ShardscopeError {
  if (error instanceof ShardscopeError) return error;
  const raw = (error ?? {}) as SdkError;
  const status = raw.$metadata?.httpStatusCode ?? raw.$response?.statusCode;
  const code = classify(raw, status);
  const [message, hint] = sentence(code, raw, context, status);
  const retriable = RETRIABLE.has(code) && !isRefusal(code, raw, status);
  return new ShardscopeError(code, message, { retriable, cause: error, ...(hint ? { hint } : {}) });
}

const RETRIABLE: ReadonlySet<ErrorCode> = new Set([
  "throttled",
  "sourceFailed",
  "timeout",
  "endpointUnreachable",
  "sourceAnswerInvalid",
]);

/**
 * A well-formed refusal that we do not know (UnknownOperationException, SerializationException of a ShardFilter that this
 * source is too old for): the same call meets it again, so the reader must take another way. What cannot be parsed may
 * come from something in between, and is tried again.
 */
function isRefusal(code: ErrorCode, raw: SdkError, status: number | undefined): boolean {
  return code === "sourceAnswerInvalid" && raw.name !== "SyntaxError" && status !== undefined && status >= 400;
}

function classify(raw: SdkError, status: number | undefined): ErrorCode {
  const name = raw.name ?? "";
  const text = raw.message ?? "";
  if (name === "ResourceNotFoundException")
    return /shard/i.test(text.replace(/arn:\S+/g, "")) ? "shardNotFound" : "streamNotFound";
  if (name === "CredentialsProviderError" && /expired|refresh|sso session|aws sso login/i.test(text))
    return "credentialsExpired";
  // DynamoDB Local says this of an iterator once its shard is a day old (streams.md).
  if (name === "ValidationException" && /Invalid ShardId in ShardIterator/i.test(text)) return "positionExpired";
  if (name === "ValidationException") return "positionInvalid";
  const known = BY_NAME[name];
  if (known) return known;
  if (UNREACHABLE.has(raw.code ?? "") || /socket hang up/i.test(text)) return "endpointUnreachable";
  if (name === "TimeoutError") return "timeout";
  if (status !== undefined && status >= 500) return "sourceFailed";
  if (status === 403) return "accessDenied";
  if (status === 429) return "throttled";
  return "sourceAnswerInvalid";
}

function sentence(code: ErrorCode, raw: SdkError, context: CallContext, status: number | undefined): [string, string?] {
  const { where } = context;
  const stream = context.streamArn ?? "the stream";
  switch (code) {
    case "streamNotFound":
      return context.tableName
        ? [
            `${where} has no table named ${context.tableName}.`,
            "Check the name and the region; names are case-sensitive.",
          ]
        : [
            `${where} has no stream ${stream}.`,
            "A stream is gone 24 hours after it was disabled, and each re-enable makes a new ARN: paste the table's name to get its latest stream.",
          ];
    case "shardNotFound":
      return [`${where} no longer has shard ${context.shardId ?? ""} of ${stream}.`.replace("  ", " ")];
    case "positionExpired":
      return ["The place to read from has expired; it lives 15 minutes."];
    case "trimmed":
      return ["The records asked for were trimmed: DynamoDB keeps them for 24 hours."];
    case "positionInvalid":
      return [`${where} refused the request: ${(raw.message || "ValidationException").replace(/\.?$/, ".")}`];
    case "throttled":
      return [
        `${where} is throttling: too many readers or calls on this stream.`,
        "Reading goes on by itself, more slowly.",
      ];
    case "sourceFailed":
      return [
        `${where} answered with an error of its own (${raw.name ?? "error"}${status ? `, HTTP ${status}` : ""}).`,
        "Reading tries again by itself.",
      ];
    case "credentialsMissing":
      return [`No credentials were found for ${where}.`, CREDENTIALS_HINT];
    case "credentialsExpired":
      return [
        `The credentials for ${where} have expired.`,
        "Renew them (for SSO: aws sso login); reading goes on by itself from where it stood.",
      ];
    case "credentialsInvalid":
      return [
        `${where} does not accept these credentials (${raw.name ?? "invalid"}).`,
        "Check AWS_PROFILE, the access key and the machine's clock.",
      ];
    case "accessDenied":
      return [
        `These credentials may not read ${stream} in ${where}.`,
        "They need dynamodb:DescribeStream, dynamodb:GetShardIterator, dynamodb:GetRecords and dynamodb:ListStreams.",
      ];
    case "timeout":
      return [`${where} did not answer in time.`, "Check that it is running and reachable."];
    case "endpointUnreachable":
      return [
        `${where} cannot be reached (${raw.code ?? "connection closed"}).`,
        "Check that it is running, and the port.",
      ];
    default:
      return [
        `${where} gave an answer that is not DynamoDB's${status ? ` (HTTP ${status})` : ""}.`,
        "Check that the endpoint is a DynamoDB with streams.",
      ];
  }
}
