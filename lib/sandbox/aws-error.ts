/** An answer of AWS that is an error: code, text and status as AWS gives them. Never leaves the sandbox but as HTTP. */
export class AwsError extends Error {
  constructor(
    /** The full `__type`. */
    readonly type: string,
    message: string,
    readonly status = 400,
    /** Further fields of the body, as CancellationReasons or Item. */
    readonly fields: Record<string, unknown> = {},
  ) {
    super(message);
  }

  /** The code without its namespace. */
  get code(): string {
    return this.type.slice(this.type.indexOf("#") + 1);
  }
}

const modelled = (code: string) => `com.amazonaws.dynamodb.v20120810#${code}`;

export const validation = (message: string) => new AwsError("com.amazon.coral.validate#ValidationException", message);

export const serialization = (message: string) =>
  new AwsError("com.amazon.coral.service#SerializationException", message);

export const unknownOperation = () => new AwsError("com.amazon.coral.service#UnknownOperationException", "");

export const resourceNotFound = (message: string) => new AwsError(modelled("ResourceNotFoundException"), message);

export const tableNotFound = (name: string) =>
  resourceNotFound(`Requested resource not found: Table: ${name} not found`);

export const streamNotFound = (arn: string) =>
  resourceNotFound(`Requested resource not found: Stream: ${arn} not found`);

export const resourceInUse = (message: string) => new AwsError(modelled("ResourceInUseException"), message);

export const expiredIterator = () =>
  new AwsError(modelled("ExpiredIteratorException"), "The provided iterator exceeds the maximum age allowed.");

export const trimmedDataAccess = () =>
  new AwsError(
    modelled("TrimmedDataAccessException"),
    "The operation attempted to read past the oldest stream record in a shard.",
  );

export const conditionFailed = () =>
  new AwsError(modelled("ConditionalCheckFailedException"), "The conditional request failed");

export const throttled = () =>
  new AwsError("com.amazon.coral.availability#ThrottlingException", "Rate of requests exceeds the allowed throughput.");

export const internalServerError = () =>
  new AwsError(modelled("InternalServerError"), "The request processing has failed because of an unknown error.", 500);

export const writeFailed = (cause: Error) =>
  new AwsError(
    modelled("InternalServerError"),
    `The sandbox could not write its data: ${cause.message}. It goes on as soon as it can.`,
    500,
  );

export const transactionCanceled = (reasons: CancellationReason[]) =>
  new AwsError(
    modelled("TransactionCanceledException"),
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map((reason) => reason.Code).join(", ")}]`,
    400,
    { CancellationReasons: reasons },
  );

export interface CancellationReason {
  Code: string;
  Message?: string;
  Item?: unknown;
}

export const idempotentMismatch = () =>
  new AwsError(
    modelled("IdempotentParameterMismatchException"),
    "The request parameters do not match those of an earlier request with the same client token",
  );
