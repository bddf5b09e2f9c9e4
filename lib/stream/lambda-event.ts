import type { StreamRecord } from "./record";

/** A record as a Lambda function gets it in `Records`. */
export interface LambdaRecord extends Omit<StreamRecord, "userIdentity"> {
  eventSourceARN: string;
  userIdentity?: { type?: string; principalId?: string };
}

/**
 * The record as Lambda delivers it: with the stream's ARN, and userIdentity in lower camel case where GetRecords says
 * Type and PrincipalId. The rest stays as read, fields we do not know included; times stay numbers of seconds.
 */
export function toLambdaRecord(record: StreamRecord, streamArn: string): LambdaRecord {
  const { userIdentity, ...rest } = record;
  if (!userIdentity) return { ...rest, eventSourceARN: streamArn };
  const identity: NonNullable<LambdaRecord["userIdentity"]> = {};
  const type = userIdentity.type ?? userIdentity.Type;
  const principalId = userIdentity.principalId ?? userIdentity.PrincipalId;
  if (type !== undefined) identity.type = type;
  if (principalId !== undefined) identity.principalId = principalId;
  return { ...rest, userIdentity: identity, eventSourceARN: streamArn };
}
