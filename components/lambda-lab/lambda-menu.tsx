"use client";

import { Menu as Base } from "@base-ui/react/menu";
import { ChevronDown } from "lucide-react";
import type { BatchView } from "@/components/failed-batch/batch-view";
import { FailedBatchDialog } from "@/components/failed-batch/failed-batch-dialog";
import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuTrigger } from "@/components/ui/menu";
import { itemLook } from "@/components/ui/popup-look";
import type { Connection, StreamInfo } from "@/lib/api/contract";
import type { RecordAddress } from "@/lib/stream/record-address";
import { LambdaLab } from "./lambda-lab";

/** The lab, or the search for a failed batch. */
type LambdaTool = "lab" | "batch";

interface LambdaMenuProps {
  open: LambdaTool | undefined;
  onOpenChange: (open: LambdaTool | undefined) => void;
  /** What the lab begins with: from a link. */
  pattern: string | undefined;
  /** What a link shall hold of it; undefined: nothing. */
  onPattern: (pattern: string | undefined) => void;
  captureId: string;
  stream: StreamInfo | undefined;
  connection: Connection | undefined;
  /** The record in the detail. */
  record: RecordAddress | undefined;
  onOpenRecord: (record: RecordAddress) => void;
  /** The records of a batch were found. */
  onShowBatch: (view: BatchView) => void;
}

/** What Shardscope does for those whose stream feeds a Lambda function. */
export function LambdaMenu(props: LambdaMenuProps) {
  const { open, onOpenChange, captureId, stream, connection, record, onOpenRecord, onShowBatch } = props;
  const close = (is: boolean) => {
    if (!is) onOpenChange(undefined);
  };
  return (
    <>
      <Menu>
        <MenuTrigger
          render={
            <Button disabled={!stream} title="Filter lab, failed batches">
              <span aria-hidden="true" className="font-mono min-[800px]:hidden">
                λ
              </span>
              <span className="max-[800px]:sr-only">Lambda</span>
              <ChevronDown size={12} aria-hidden="true" />
            </Button>
          }
        />
        <MenuContent>
          <Base.Item className={itemLook} onClick={() => onOpenChange("lab")}>
            Filter lab…
          </Base.Item>
          <Base.Item className={itemLook} onClick={() => onOpenChange("batch")}>
            Find a failed batch…
          </Base.Item>
        </MenuContent>
      </Menu>
      {stream && (
        <>
          <LambdaLab
            open={open === "lab"}
            onOpenChange={close}
            captureId={captureId}
            stream={stream}
            record={record}
            onOpenRecord={onOpenRecord}
            pattern={props.pattern}
            onPattern={props.onPattern}
          />
          <FailedBatchDialog
            open={open === "batch"}
            onOpenChange={close}
            captureId={captureId}
            stream={stream}
            connection={connection}
            onShow={onShowBatch}
          />
        </>
      )}
    </>
  );
}
