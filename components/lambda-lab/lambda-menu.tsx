"use client";

import { Menu as Base } from "@base-ui/react/menu";
import { ChevronDown } from "lucide-react";
import { useState } from "react";
import type { BatchView } from "@/components/failed-batch/batch-view";
import { FailedBatchDialog } from "@/components/failed-batch/failed-batch-dialog";
import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuTrigger } from "@/components/ui/menu";
import { itemLook } from "@/components/ui/popup-look";
import type { Connection, StreamInfo } from "@/lib/api/contract";
import { LambdaLab } from "./lambda-lab";

type RecordAddress = { shardId: string; sequenceNumber: string };

interface LambdaMenuProps {
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
  const { captureId, stream, connection, record, onOpenRecord, onShowBatch } = props;
  const [open, setOpen] = useState<"lab" | "batch">();
  const onOpenChange = (is: boolean) => {
    if (!is) setOpen(undefined);
  };
  return (
    <>
      <Menu>
        <MenuTrigger
          render={
            <Button disabled={!stream}>
              Lambda <ChevronDown size={12} aria-hidden="true" />
            </Button>
          }
        />
        <MenuContent>
          <Base.Item className={itemLook} onClick={() => setOpen("lab")}>
            Filter lab…
          </Base.Item>
          <Base.Item className={itemLook} onClick={() => setOpen("batch")}>
            Find a failed batch…
          </Base.Item>
        </MenuContent>
      </Menu>
      {stream && (
        <>
          <LambdaLab
            open={open === "lab"}
            onOpenChange={onOpenChange}
            captureId={captureId}
            stream={stream}
            record={record}
            onOpenRecord={onOpenRecord}
          />
          <FailedBatchDialog
            open={open === "batch"}
            onOpenChange={onOpenChange}
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
