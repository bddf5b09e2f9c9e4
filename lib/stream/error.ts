/** Every failure Shardscope can name. `lib/server/errors.ts` maps each to a status and to what a person can do. */
export type ErrorCode =
  | "badRequest"
  | "arnMalformed"
  | "arnOtherService"
  | "streamNotFound"
  | "tableNotFound"
  | "tableWithoutStream"
  | "connectionNotFound"
  | "credentialsMissing"
  | "credentialsExpired"
  | "credentialsInvalid"
  | "accessDenied"
  | "endpointRefused"
  | "endpointUnreachable"
  | "throttled"
  | "timeout"
  | "sourceFailed"
  | "sourceAnswerInvalid"
  | "positionInvalid"
  | "positionExpired"
  | "trimmed"
  | "shardNotFound"
  | "captureNotFound"
  | "captureOffline"
  | "captureDamaged"
  | "recordNotFound"
  | "filterInvalid"
  | "storageFull"
  | "storageFailed"
  | "hostRefused"
  | "originRefused"
  | "tokenRefused"
  | "mediaTypeRefused"
  | "bodyTooLarge"
  | "cancelled"
  | "internal";

export interface ShardscopeErrorOptions {
  /** True when the same call may succeed later without anyone changing anything. */
  retriable?: boolean;
  /** What a person can do about it, one sentence. */
  hint?: string;
  /** Where in the text given, 0-based (a filter's error points at the character). */
  position?: number;
  cause?: unknown;
}

/** The one error type that crosses module borders. `message` is a sentence a person can read; it never holds secrets. */
export class ShardscopeError extends Error {
  override readonly name = "ShardscopeError";
  readonly code: ErrorCode;
  readonly retriable: boolean;
  readonly hint: string | undefined;
  readonly position: number | undefined;

  constructor(code: ErrorCode, message: string, options: ShardscopeErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retriable = options.retriable ?? false;
    this.hint = options.hint;
    this.position = options.position;
  }
}
