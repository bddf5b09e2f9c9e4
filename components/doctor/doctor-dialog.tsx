"use client";

import { CircleAlert, CircleCheck, CircleHelp } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { useTimeStyle } from "@/components/ui/time-text";
import { useNow } from "@/components/ui/use-now";
import type { RecordAddress } from "@/lib/stream/record-address";
import { diagnose, type Finding, type Remedy, type Scene, whatMakesNone } from "./diagnose";
import { ItemSearch } from "./item-search";

interface DoctorDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The report: it stands only while the dialog is open. */
  children: ReactNode;
}

interface DoctorReportProps {
  captureId: string;
  scene: Scene;
  onRemedy: (remedy: Remedy) => void;
  onShow: (filter: string, record: RecordAddress) => void;
}

const remedies: Record<Remedy, string> = {
  clear: "Clear it",
  resume: "Follow again",
  readOn: "Read on",
  goTo: "Go to a time",
  lab: "Try the filter",
  newer: "Open it",
};

/** "Why is there no record?": is the item captured, what keeps records away now, and what never makes one. */
export function DoctorDialog({ open, onOpenChange, children }: DoctorDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        title="Why is there no record?"
        description="Look for the item first; below is what can keep its record away."
        className="top-[8vh] max-h-[84vh] w-150"
      >
        {children}
      </DialogContent>
    </Dialog>
  );
}

export function DoctorReport({ captureId, scene, onRemedy, onShow }: DoctorReportProps) {
  const { zone } = useTimeStyle().style;
  const now = useNow();
  const findings = useMemo(() => diagnose(scene, now, zone), [scene, now, zone]);
  const causes = findings.filter(({ kind }) => kind === "cause");
  const others = findings.filter(({ kind }) => kind === "maybe");
  const keys = scene.stream?.keySchema;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <ItemSearch
        captureId={captureId}
        keyNames={[keys?.hash, keys?.range].filter(Boolean).join(" or ")}
        onShow={onShow}
      />
      <Part title="Right now">
        {causes.length === 0 && (
          <Line
            icon={<CircleCheck size={14} aria-hidden="true" className="text-live" />}
            title="Nothing is hidden, nothing is late"
          >
            The stream is read to its head, and the list shows all of it.
          </Line>
        )}
        {causes.map((finding) => (
          <FindingLine key={finding.id} finding={finding} onRemedy={onRemedy} />
        ))}
      </Part>
      {others.length > 0 && (
        <Part title="In this capture">
          {others.map((finding) => (
            <FindingLine key={finding.id} finding={finding} onRemedy={onRemedy} />
          ))}
        </Part>
      )}
      <Part title="What makes no record">
        {whatMakesNone(scene.stream).map(({ title, detail }) => (
          <Line key={title} icon={<CircleHelp size={14} aria-hidden="true" className="text-ink-3" />} title={title}>
            {detail}
          </Line>
        ))}
        <FindingLine
          finding={{
            id: "lambda",
            kind: "maybe",
            title: "The record is here, and the Lambda function did not get it",
            detail:
              "Its event filter may leave the record out. The lab tells which records pass, and where the others fail.",
            remedy: "lab",
          }}
          onRemedy={onRemedy}
        />
      </Part>
    </div>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-2.5">
      <h3 className="border-b border-line pb-1 text-xs font-medium text-ink-2">{title}</h3>
      {children}
    </section>
  );
}

function FindingLine({ finding, onRemedy }: { finding: Finding; onRemedy: (remedy: Remedy) => void }) {
  const { kind, title, detail, remedy } = finding;
  return (
    <Line
      title={title}
      icon={
        kind === "cause" ? (
          <CircleAlert size={14} aria-label="A cause" className="text-warn" />
        ) : (
          <CircleHelp size={14} aria-hidden="true" className="text-ink-3" />
        )
      }
      action={
        remedy && (
          <Button size="sm" onClick={() => onRemedy(remedy)}>
            {remedies[remedy]}
          </Button>
        )
      }
    >
      {detail}
    </Line>
  );
}

interface LineProps {
  icon: React.ReactNode;
  title: string;
  children: React.ReactNode;
  action?: React.ReactNode;
}

function Line({ icon, title, children, action }: LineProps) {
  return (
    <div className="flex items-start gap-2.5 text-sm">
      <span className="mt-px shrink-0">{icon}</span>
      <div className="grid min-w-0 flex-1 gap-px">
        <p className="font-medium wrap-anywhere">{title}</p>
        <p className="wrap-anywhere text-ink-2">{children}</p>
      </div>
      {action}
    </div>
  );
}
