"use client";

import { type FormEvent, type RefObject, useId } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import type { Connection } from "@/lib/api/contract";
import { ArnAnatomy } from "./arn-anatomy";
import { ConnectionField } from "./connection-field";
import type { Fault, OpenForm as Form } from "./open-request";
import { SourceError } from "./source-error";
import { StartField } from "./start-field";

interface OpenFormProps {
  /** The field of the address. */
  address: RefObject<HTMLInputElement | null>;
  form: Form;
  onChange: (change: Partial<Form>) => void;
  /** The address was left, pasted or sent: from now on what is wrong with it is said. */
  judged: boolean;
  onJudge: (judged: boolean) => void;
  connections: { data: Connection[] | undefined; error: unknown; retry: () => void };
  fault: Fault | undefined;
  busy: boolean;
  /** What the server answered to the last try. */
  error: unknown;
  onSubmit: () => Fault | undefined;
}

export function OpenForm(props: OpenFormProps) {
  const { address, form, onChange, judged, onJudge, connections, fault, busy, error, onSubmit } = props;
  const id = useId();
  const noteId = `${id}-note`;
  const aws = connections.data?.find(({ id, kind }) => id === form.connection && kind === "aws");
  const wrong = judged && fault?.field === "address" && form.address.trim() !== "";

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const form = event.currentTarget;
    const found = onSubmit();
    if (!found) return;
    if (found.field === "address") {
      address.current?.focus();
      // The wrong part is selected: what is typed next replaces it.
      if (found.arn?.length)
        address.current?.setSelectionRange(found.arn.position, found.arn.position + found.arn.length);
    } else {
      // Where the field says that it is invalid is only known once it is drawn.
      requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid]")?.focus());
    }
  };

  return (
    <form onSubmit={submit} noValidate className="rounded-lg border border-line bg-panel">
      <div className="grid gap-3 p-3.5">
        <label htmlFor={id} className="text-sm font-semibold">
          Paste a stream ARN
        </label>
        <div className="flex gap-2">
          <Input
            ref={address}
            id={id}
            mono
            autoFocus
            className="h-9 text-md"
            placeholder="arn:aws:dynamodb:eu-west-1:123456789012:table/orders/stream/2026-11-20T05:41:03.123"
            aria-describedby={noteId}
            {...(wrong && { "aria-invalid": true })}
            value={form.address}
            onChange={(event) => {
              onJudge((event.nativeEvent as InputEvent).inputType === "insertFromPaste");
              onChange({ address: event.target.value });
            }}
            onBlur={() => form.address.trim() !== "" && onJudge(true)}
          />
          <Button type="submit" variant="primary" size="lg" busy={busy} kbd="↵" className="min-w-29">
            {busy ? "Opening…" : "Open"}
          </Button>
        </div>
        <ArnAnatomy id={noteId} text={form.address} judged={judged} region={aws?.region} />
        {error !== null && error !== undefined && <SourceError error={error} waysUnder="Streams" />}
      </div>
      <div className="flex flex-wrap items-start gap-x-6 gap-y-3 border-t border-line px-3.5 py-3">
        <ConnectionField
          form={form}
          onChange={onChange}
          connections={connections.data}
          error={connections.error}
          onRetry={connections.retry}
          fault={judged ? fault : undefined}
        />
        <StartField form={form} onChange={onChange} fault={judged ? fault : undefined} />
      </div>
    </form>
  );
}
