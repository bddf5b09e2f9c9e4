import type { ArnError, ArnPart, ArnParts, StreamAddress } from "./arn";

const EXAMPLE = "arn:aws:dynamodb:eu-central-1:123456789012:table/orders/stream/2026-11-20T05:41:03.123";
/** What comes along when an ARN is copied from a terminal, JSON, YAML or chat. */
const AROUND = /^[\s"'`“”‘’<>(),;]+|[\s"'`“”‘’<>(),;]+$/g;
const PARTITION = /^aws(-[a-z]+)*$/;
const REGION = /^[a-z]{2,}(-[a-z]+)+-\d{1,2}$/;
const LABEL = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?$/;
const TABLE_NAME_RULE = "3 to 255 letters, digits, '_', '-' and '.'";
/** Far above any ARN; keeps the work on a wrong paste small. */
const MAX_LENGTH = 2048;

/** Reads one text from its front; the first part that is wrong ends it. */
export class ArnReader {
  private readonly arn: string;
  private readonly start: number;
  private readonly parts: Partial<ArnParts> = {};

  constructor(text: string) {
    this.arn = text.slice(0, MAX_LENGTH).replace(AROUND, "");
    this.start = Math.max(text.indexOf(this.arn), 0);
  }

  read(): StreamAddress | ArnError {
    const { arn } = this;
    if (arn === "")
      return this.error("arn", 0, 0, "Nothing is entered yet.", `Paste a stream ARN, such as ${EXAMPLE}.`);
    const space = /\s/.exec(arn);
    if (space) {
      return this.error(
        "arn",
        space.index,
        1,
        "There is a space or line break in it.",
        "Paste one ARN or table name; neither has spaces.",
      );
    }
    if (!/^arn:/i.test(arn)) return this.readTableName();
    if (!arn.startsWith("arn:")) {
      return this.error("arn", 0, 3, `It begins with "${arn.slice(0, 3)}".`, 'Write "arn" in lower case.');
    }
    return this.readArn();
  }

  private readTableName(): StreamAddress | ArnError {
    const { arn } = this;
    if (/^(aws[a-z-]*:)?dynamodb:|^aws[a-z-]*:/.test(arn) || arn.includes(":")) {
      return this.error(
        "arn",
        0,
        arn.indexOf(":") + 1,
        'It does not begin with "arn:".',
        `Paste the whole ARN: ${EXAMPLE}.`,
      );
    }
    if (arn.includes("/")) {
      return this.error(
        "arn",
        0,
        arn.length,
        "The front of the ARN is missing.",
        `Paste the whole ARN, from "arn:" on, or the table's name alone.`,
      );
    }
    return this.tableNameFault(arn, 0) ?? { kind: "tableName", tableName: arn };
  }

  private readArn(): StreamAddress | ArnError {
    const fields = this.arn.split(":");
    const [, partition = "", service = "", region = "", accountId = ""] = fields;
    const resource = fields.slice(5).join(":");
    const at = {
      partition: 4,
      service: 5 + partition.length,
      region: 6 + partition.length + service.length,
      accountId: 7 + partition.length + service.length + region.length,
      resource: 8 + partition.length + service.length + region.length + accountId.length,
    };
    const fault =
      this.partitionFault(partition, at.partition) ??
      this.serviceFault(fields.length, service, resource, at.service) ??
      this.globalTableFault(resource, at.resource) ??
      this.regionFault(fields.length, region, at.region) ??
      this.partitionOfRegionFault(partition, region, at.partition) ??
      this.accountFault(fields.length, accountId, at.accountId);
    if (fault) return fault;
    const found = this.readResource(resource, at.resource);
    if ("kind" in found) return found;
    const { tableName, label } = found;
    const base = { arn: this.arn, partition, region, accountId, tableName };
    return label === undefined ? { kind: "table", ...base } : { kind: "stream", ...base, label };
  }

  private partitionFault(partition: string, at: number): ArnError | undefined {
    if (PARTITION.test(partition)) {
      this.parts.partition = partition;
      return undefined;
    }
    const said = partition === "" ? "The partition is missing." : `"${partition}" is not a partition of AWS.`;
    return this.error("partition", at, partition.length, said, "After arn: comes aws, aws-cn or aws-us-gov.");
  }

  private serviceFault(fields: number, service: string, resource: string, at: number): ArnError | undefined {
    if (service === "dynamodb") return undefined;
    if (service === "") {
      const said = fields < 3 ? "The ARN ends after the partition." : "The service is missing.";
      return this.error("service", at, 0, said, `Paste the whole ARN: ${EXAMPLE}.`);
    }
    const other = (message: string, hint: string): ArnError => ({
      ...this.error("service", at, service.length, message, hint),
      code: "arnOtherService",
    });
    if (service === "kinesis") {
      return other(
        "This is the ARN of a Kinesis data stream, not of a DynamoDB stream.",
        "Paste the ARN of the table, or of its DynamoDB stream; Shardscope does not read Kinesis.",
      );
    }
    if (service === "lambda") {
      const what = resource.startsWith("event-source-mapping") ? "a Lambda event source mapping" : "a Lambda function";
      return other(`This is the ARN of ${what}.`, "Paste the ARN of the stream that it reads: its EventSourceArn.");
    }
    if (/^dynamo/i.test(service)) {
      return this.error(
        "service",
        at,
        service.length,
        `"${service}" is not how the service is written.`,
        'Write "dynamodb".',
      );
    }
    return other(
      `This is the ARN of something in "${service}", not in DynamoDB.`,
      `Paste a DynamoDB stream ARN: ${EXAMPLE}.`,
    );
  }

  /** Global tables are named without a region; caught first, so that the fault is not said to be the region. */
  private globalTableFault(resource: string, at: number): ArnError | undefined {
    if (!resource.startsWith("global-table/")) return undefined;
    return this.error(
      "resource",
      at,
      resource.length,
      "This is the ARN of a global table, which has a stream in each region.",
      "Paste the ARN of the table, or of its stream, in one region.",
    );
  }

  private regionFault(fields: number, region: string, at: number): ArnError | undefined {
    if (REGION.test(region) || region === "ddblocal") {
      this.parts.region = region;
      return undefined;
    }
    const say = (message: string, hint: string) => this.error("region", at, region.length, message, hint);
    if (region === "") {
      const said = fields < 4 ? "The ARN ends after the service." : "The region is missing.";
      return say(said, "After arn:aws:dynamodb: comes a region such as eu-central-1.");
    }
    const zone = /^([a-z]{2,}(?:-[a-z]+)+-\d)[a-z]$/.exec(region);
    if (zone) return say(`"${region}" is an availability zone.`, `The region is ${zone[1]}.`);
    return say(
      `"${region}" is not shaped like a region.`,
      "A region looks like eu-central-1; DynamoDB Local's is ddblocal.",
    );
  }

  private partitionOfRegionFault(partition: string, region: string, at: number): ArnError | undefined {
    const right = region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : undefined;
    const wrong = right ? partition !== right : partition === "aws-cn" || partition === "aws-us-gov";
    if (!wrong || region === "ddblocal") return undefined;
    return this.error(
      "partition",
      at,
      partition.length,
      `${region} is not in the partition "${partition}".`,
      right ? `Regions such as ${region} are in ${right}.` : `Correct the partition, or the region.`,
    );
  }

  private accountFault(fields: number, accountId: string, at: number): ArnError | undefined {
    if (/^\d{12}$/.test(accountId)) {
      this.parts.accountId = accountId;
      return undefined;
    }
    const say = (message: string) =>
      this.error("accountId", at, accountId.length, message, "An account id has 12 digits, such as 123456789012.");
    if (accountId === "") return say(fields < 5 ? "The ARN ends after the region." : "The account id is missing.");
    if (/^[\d-]+$/.test(accountId)) {
      const digits = accountId.replaceAll("-", "").length;
      if (accountId.includes("-")) return say("The account id has dashes in it.");
      return say(`The account id has ${digits === 1 ? "1 digit" : `${digits} digits`}.`);
    }
    return say(`"${accountId}" is not an account id.`);
  }

  private readResource(resource: string, at: number): { tableName: string; label?: string } | ArnError {
    const say = (part: ArnPart, from: number, length: number, message: string, hint: string) =>
      this.error(part, at + from, length, message, hint);
    if (!resource.startsWith("table/")) {
      const said =
        resource === "" || resource === "table" ? "The table is missing." : `"${resource}" does not name a table.`;
      return say("resource", 0, resource.length, said, "After the account id comes table/ and the table's name.");
    }
    const [, tableName = "", kind, ...rest] = resource.split("/");
    const fault = this.tableNameFault(tableName, at + 6);
    if (fault) return fault;
    this.parts.tableName = tableName;
    if (kind === undefined) return { tableName };
    const kindAt = 7 + tableName.length;
    if (kind === "index") {
      return say(
        "resource",
        kindAt,
        resource.length - kindAt,
        "This is the ARN of an index; indexes have no stream of their own.",
        "Leave off what follows the table's name: the table's stream shows the changes.",
      );
    }
    if (kind !== "stream") {
      const said = kind === "" ? "The ARN ends in a slash." : `"${kind}" is not a stream.`;
      return say(
        "resource",
        kindAt,
        resource.length - kindAt,
        said,
        "Leave off what follows the table's name, or paste a stream ARN.",
      );
    }
    const label = rest.join("/");
    const labelAt = kindAt + 7;
    const labelFault = labelMessage(label);
    if (labelFault) {
      return say(
        "label",
        labelAt,
        label.length,
        labelFault,
        "A stream ARN ends in the time the stream was enabled, such as 2026-11-20T05:41:03.123. Without /stream/… the latest is taken.",
      );
    }
    this.parts.label = label;
    return { tableName, label };
  }

  private tableNameFault(name: string, at: number): ArnError | undefined {
    const say = (from: number, length: number, message: string) =>
      this.error("tableName", at + from, length, message, `A table's name has ${TABLE_NAME_RULE}.`);
    if (name === "") return say(0, 0, "The table's name is missing.");
    const bad = /[^A-Za-z0-9_.-]/u.exec(name);
    if (bad) return say(bad.index, bad[0].length, `A table's name cannot hold "${bad[0]}".`);
    if (name.length < 3) return say(0, name.length, `"${name}" is too short for a table's name.`);
    if (name.length > 255) return say(0, name.length, `The table's name has ${name.length} characters.`);
    return undefined;
  }

  private error(part: ArnPart, position: number, length: number, message: string, hint: string): ArnError {
    return {
      kind: "error",
      code: "arnMalformed",
      part,
      message,
      hint,
      position: this.start + position,
      length,
      parts: this.parts,
    };
  }
}

function labelMessage(label: string): string | undefined {
  if (label === "") return "The stream's date is missing.";
  const match = LABEL.exec(label);
  if (!match) return `"${label}" is not a stream's date.`;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (month < 1 || month > 12) return `The stream's date has month ${month}.`;
  if (day < 1 || day > daysInMonth) return `The stream's date has day ${day}, which that month does not have.`;
  if (hour > 23 || minute > 59 || second > 59) return "The stream's date has a time of day that does not exist.";
  return undefined;
}
