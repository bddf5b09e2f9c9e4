"use client";

import { useEffect, useEffectEvent, useMemo, useState } from "react";
import { useSettled } from "@/components/connect/use-settled";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Tab, TabList, TabPanel, Tabs } from "@/components/ui/tabs";
import type { StreamInfo } from "@/lib/api/contract";
import { usePattern } from "@/lib/api/queries";
import { readFilterCriteria } from "@/lib/filter/lambda-criteria";
import { patternWarnings } from "@/lib/filter/lambda-warnings";
import type { RecordAddress } from "@/lib/stream/record-address";
import { LeafChooser } from "./leaf-chooser";
import { PatternEditor, type Remark } from "./pattern-editor";
import { PatternResults } from "./pattern-results";
import { TemplateView } from "./template-view";

export interface LambdaLabProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  captureId: string;
  stream: StreamInfo;
  /** The record in the detail. */
  record: RecordAddress | undefined;
  onOpenRecord: (record: RecordAddress) => void;
  /** What it begins with: from a link. */
  pattern: string | undefined;
  /** What a link shall hold of it; undefined: nothing. */
  onPattern: (pattern: string | undefined) => void;
}

/** Characters of an address that a pattern may take: longer ones are cut by chats, mails and proxies. */
const MOST_IN_LINK = 4000;

const FIRST = '{\n  "eventName": ["INSERT"]\n}';

/** Lambda's event filters, tried on real records. What was written stays while the page does, and in its address. */
export function LambdaLab(props: LambdaLabProps) {
  const { open, onOpenChange, pattern, onPattern } = props;
  const [text, setText] = useState(pattern ?? FIRST);
  // Once the person paused: the whole screen is drawn anew with the address.
  const settled = useSettled(text);
  const tooLong = encodeURIComponent(settled).length > MOST_IN_LINK;
  const linked = tooLong || settled === FIRST ? undefined : settled;
  const link = useEffectEvent((next: string | undefined) => {
    if (next !== pattern) onPattern(next);
  });
  useEffect(() => link(linked), [linked]);
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        title="Lambda filter lab"
        description="Which captured records an event source mapping with this filter would give its function."
        className="top-[5vh] h-[90vh] max-h-[90vh] w-290"
      >
        <Lab {...props} text={text} onText={setText} tooLong={tooLong} />
      </DialogContent>
    </Dialog>
  );
}

function Lab(props: LambdaLabProps & { text: string; onText: (text: string) => void; tooLong: boolean }) {
  const { captureId, stream, record, onOpenRecord, onOpenChange, text, onText, tooLong } = props;
  const [tab, setTab] = useState<"record" | "copy">("record");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  /** What a tick replaced, to be had back. */
  const [replaced, setReplaced] = useState<string>();
  const read = useMemo(() => readFilterCriteria(text), [text]);
  const remarks = useMemo<Remark[]>(
    () =>
      read.error
        ? [{ kind: "error", ...read.error }]
        : patternWarnings(read.filters, stream).map((warning) => ({ kind: "warning" as const, ...warning })),
    [read, stream],
  );
  const settled = useSettled(read.error ? undefined : text);
  const query = usePattern(captureId, settled);

  const write = (next: string) => {
    onText(next);
    setChosen(new Set());
    setReplaced(undefined);
  };

  return (
    <div className="grid gap-5 lg:h-full lg:grid-cols-2">
      <div className="flex min-h-0 flex-col gap-3">
        <div className="flex min-h-56 flex-1 flex-col *:flex-1">
          <PatternEditor value={text} onChange={write} remarks={remarks} />
        </div>
        {tooLong && (
          <p role="status" className="shrink-0 text-xs text-ink-2">
            This is too long for a link: the page's address opens the lab without it.
          </p>
        )}
        <Tabs
          value={tab}
          onValueChange={setTab}
          className="flex min-h-0 flex-1 flex-col rounded-md border border-line max-lg:h-72 max-lg:flex-none"
        >
          <TabList className="shrink-0">
            <Tab value="record">Make it from the record</Tab>
            <Tab value="copy">Copy as</Tab>
            {replaced !== undefined && (
              <Button size="sm" variant="ghost" className="ml-auto self-center" onClick={() => write(replaced)}>
                Put back what was there
              </Button>
            )}
          </TabList>
          <TabPanel value="record" className="overflow-y-auto p-2">
            <LeafChooser
              captureId={captureId}
              record={record}
              chosen={chosen}
              onChoose={(next, pattern) => {
                if (chosen.size === 0) setReplaced(text);
                setChosen(next);
                onText(pattern);
              }}
            />
          </TabPanel>
          <TabPanel value="copy" className="overflow-y-auto p-2">
            <TemplateView filters={read.filters} streamArn={stream.arn} />
          </TabPanel>
        </Tabs>
      </div>
      <div className="flex min-h-72 min-w-0 flex-col">
        <PatternResults
          result={query.data}
          stale={settled !== text || query.isPlaceholderData}
          before={read.error !== undefined}
          busy={query.isFetching}
          error={settled === undefined ? undefined : query.error}
          onRetry={() => void query.refetch()}
          onOpen={(address) => {
            onOpenRecord(address);
            onOpenChange(false);
          }}
        />
      </div>
    </div>
  );
}
