import type { LambdaFilter } from "./lambda-criteria";

export type TemplateKind = "cloudFormation" | "sam" | "cdk" | "cli";

/** The filters as each tool takes them, ready to paste. What only the person knows stands in capitals, or as a logical id. */
export function filterTemplate(kind: TemplateKind, filters: readonly LambdaFilter[], streamArn: string): string {
  const patterns = filters.map(({ text }) => oneLine(text));
  switch (kind) {
    case "cloudFormation":
      return [
        "StreamEventSource:",
        "  Type: AWS::Lambda::EventSourceMapping",
        "  Properties:",
        "    FunctionName: !Ref Function",
        `    EventSourceArn: ${streamArn}`,
        "    StartingPosition: LATEST",
        ...criteria(patterns, "    "),
      ].join("\n");
    case "sam":
      return [
        "Events:",
        "  Stream:",
        "    Type: DynamoDB",
        "    Properties:",
        `      Stream: ${streamArn}`,
        "      StartingPosition: LATEST",
        ...criteria(patterns, "      "),
      ].join("\n");
    case "cdk":
      return [
        "handler.addEventSource(",
        "  new DynamoEventSource(table, {",
        "    startingPosition: StartingPosition.LATEST,",
        "    filters: [",
        ...patterns.map((pattern) => `      { pattern: ${JSON.stringify(pattern)} },`),
        "    ],",
        "  }),",
        ");",
      ].join("\n");
    case "cli":
      return [
        "aws lambda create-event-source-mapping \\",
        "  --function-name FUNCTION \\",
        `  --event-source-arn ${shell(streamArn)} \\`,
        "  --starting-position LATEST \\",
        `  --filter-criteria ${shell(JSON.stringify({ Filters: patterns.map((Pattern) => ({ Pattern })) }))}`,
      ].join("\n");
  }
}

function criteria(patterns: readonly string[], indent: string): string[] {
  if (patterns.length === 0) return [];
  return [
    `${indent}FilterCriteria:`,
    `${indent}  Filters:`,
    // In single quotes YAML takes all but the quote itself as it stands.
    ...patterns.map((pattern) => `${indent}    - Pattern: '${pattern.replaceAll("'", "''")}'`),
  ];
}

/** A line end between two parts of JSON is only space; inside a text it is written as an escape. */
function oneLine(json: string): string {
  return json.replace(/\s*\n\s*/g, " ");
}

function shell(text: string): string {
  return /^[\w:/.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
