"use client";

import { useState } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";
import { Segmented } from "@/components/ui/segmented";
import type { LambdaFilter } from "@/lib/filter/lambda-criteria";
import { filterTemplate, type TemplateKind } from "@/lib/filter/lambda-template";

const kinds: readonly { value: TemplateKind; label: string }[] = [
  { value: "cloudFormation", label: "CloudFormation" },
  { value: "sam", label: "SAM" },
  { value: "cdk", label: "CDK" },
  { value: "cli", label: "AWS CLI" },
];

/** The filters in the words of the tool that deploys them. */
export function TemplateView({
  filters,
  streamArn,
}: {
  filters: readonly LambdaFilter[] | undefined;
  streamArn: string;
}) {
  const [kind, setKind] = useState<TemplateKind>("cloudFormation");
  if (!filters)
    return <EmptyState title="The pattern has an error">Mend it first: nothing wrong is copied.</EmptyState>;
  const text = filterTemplate(kind, filters, streamArn);
  return (
    <div className="grid gap-2">
      <div className="flex items-center justify-between gap-2">
        <Segmented label="Copy as" value={kind} onChange={setKind} options={kinds} />
        <CopyButton text={text} label="Copy" size="md" />
      </div>
      <section aria-label="To copy" className="rounded-md border border-line bg-bg">
        <pre className="p-2.5 font-mono text-sm leading-normal break-all whitespace-pre-wrap text-ink-2">{text}</pre>
      </section>
    </div>
  );
}
