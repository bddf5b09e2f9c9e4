import { ShardscopeError } from "@/lib/stream/error";
import { isSequenceNumber, type SequenceNumber } from "@/lib/stream/sequence-number";

/**
 * A sequence number as the database keeps it: the count of its bytes, then the number, big-endian. Compared byte by
 * byte that is numeric order, in about half the bytes of its digits. Throws sourceAnswerInvalid for what is no number.
 */
export function encodeSequence(number: SequenceNumber): Buffer {
  if (!isSequenceNumber(number)) {
    throw new ShardscopeError("sourceAnswerInvalid", `"${number.slice(0, 60)}" is not a sequence number.`);
  }
  let hex = BigInt(number).toString(16);
  if (hex.length % 2 === 1) hex = `0${hex}`;
  const bytes = Buffer.from(`00${hex}`, "hex");
  bytes[0] = bytes.length - 1;
  return bytes;
}

/** The number without leading zeros. */
export function decodeSequence(key: Uint8Array): SequenceNumber {
  return BigInt(`0x${Buffer.from(key.buffer, key.byteOffset + 1, key.byteLength - 1).toString("hex")}`).toString();
}
