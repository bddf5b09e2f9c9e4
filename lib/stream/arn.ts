import { ArnReader } from "./arn-reader";

/** The parts of an ARN that are right, for showing it taken apart while it is typed. */
export interface ArnParts {
  partition: string;
  region: string;
  /** Twelve digits; zeros on DynamoDB Local and LocalStack. */
  accountId: string;
  tableName: string;
  /** When the stream was enabled, as AWS writes it: 2026-11-20T05:41:03.123, UTC. */
  label: string;
}

export type ArnPart = keyof ArnParts | "arn" | "service" | "resource";

export interface ArnError {
  kind: "error";
  code: "arnMalformed" | "arnOtherService";
  /** The part that is wrong. */
  part: ArnPart;
  /** What is wrong with it, a sentence. */
  message: string;
  /** The way out, a sentence. */
  hint: string;
  /** Where the part is, in characters from the start of the text as given. */
  position: number;
  length: number;
  /** What could be read before the fault. */
  parts: Partial<ArnParts>;
}

/** What a person may paste to name a stream: its ARN, its table's ARN, or the table's name. `arn` is without what was pasted around it. */
export type StreamAddress =
  | ({ kind: "stream"; arn: string } & ArnParts)
  | ({ kind: "table"; arn: string } & Omit<ArnParts, "label">)
  | { kind: "tableName"; tableName: string };

/** Takes apart what names a stream. Never throws; a fault names the one part that is wrong. */
export function parseStreamArn(text: string): StreamAddress | ArnError {
  return new ArnReader(text).read();
}

/** The region and account of a stream ARN that a source sent; undefined for a server that writes its ARNs another way. */
export function streamArnParts(arn: string): ArnParts | undefined {
  const address = parseStreamArn(arn);
  return address.kind === "stream" ? address : undefined;
}
