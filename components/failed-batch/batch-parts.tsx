import { CopyButton } from "@/components/ui/copy-button";
import { formatCount, formatFull } from "@/components/ui/format";
import { useTimeStyle } from "@/components/ui/time-text";
import type { FailedBatch } from "@/lib/stream/failed-batch";

/** The message taken apart. */
export function BatchParts({ batch }: { batch: FailedBatch }) {
  const { zone } = useTimeStyle().style;
  const { firstArrival, lastArrival, batchSize, condition, invokeCount } = batch;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm" aria-label="The batch">
      <Part name="Stream" value={`${batch.tableName} · ${batch.region}`} title={batch.streamArn} />
      <Part name="Shard" value={batch.shardId} copy />
      <Part name="From" value={batch.startSequenceNumber} copy />
      <Part name="To" value={batch.endSequenceNumber} copy />
      {batchSize !== undefined && <Part name="Records" value={formatCount(batchSize)} />}
      {firstArrival !== undefined && (
        <Part
          name="Arrived"
          value={[firstArrival, ...(lastArrival === undefined || lastArrival === firstArrival ? [] : [lastArrival])]
            .map((time) => formatFull(time, zone))
            .join(" to ")}
        />
      )}
      {condition !== undefined && (
        <Part
          name="Given up"
          value={invokeCount === undefined ? condition : `${condition}, after ${formatCount(invokeCount)} invocations`}
          {...(batch.functionArn === undefined ? {} : { title: batch.functionArn })}
        />
      )}
    </dl>
  );
}

function Part({ name, value, title, copy }: { name: string; value: string; title?: string; copy?: boolean }) {
  return (
    <>
      <dt className="text-ink-3 leading-6">{name}</dt>
      <dd className="flex min-h-6 min-w-0 items-center gap-1 font-mono wrap-anywhere" title={title}>
        {value}
        {copy && <CopyButton text={value} label={`Copy: ${name}`} />}
      </dd>
    </>
  );
}
