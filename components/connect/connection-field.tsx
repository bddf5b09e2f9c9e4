"use client";

import { ErrorNotice } from "@/components/ui/error-notice";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select, type SelectOption } from "@/components/ui/select";
import type { Connection } from "@/lib/api/contract";
import { CUSTOM, customRegion, type Fault, type OpenForm } from "./open-request";

interface ConnectionFieldProps {
  form: OpenForm;
  onChange: (change: Partial<OpenForm>) => void;
  connections: readonly Connection[] | undefined;
  error: unknown;
  onRetry: () => void;
  fault: Fault | undefined;
}

/** How to reach the stream; for a server on this machine also where it listens. */
export function ConnectionField({ form, onChange, connections, error, onRetry, fault }: ConnectionFieldProps) {
  const options: SelectOption<string>[] = (connections ?? []).map(({ id, label, kind, region, endpoint }) => ({
    value: id,
    label: region && kind === "aws" ? `${label} · ${region}` : label,
    detail: kind === "aws" ? "Credentials from this machine's AWS settings" : endpoint,
  }));
  options.push({
    value: CUSTOM,
    label: "Custom endpoint…",
    detail: "DynamoDB Local, LocalStack, Alternator on this machine",
  });
  return (
    <>
      <div className="flex flex-wrap items-start gap-x-3 gap-y-3">
        <Field label="Connection" className="w-60" error={fault?.field === "connection" && faultText(fault)}>
          {(control) => (
            <Select
              {...control}
              value={form.connection || null}
              onChange={(connection) => onChange({ connection })}
              options={options}
              placeholder={error ? "Not known" : "Looking…"}
              className="w-full"
            />
          )}
        </Field>
        {form.connection === CUSTOM && (
          <>
            <Field label="Endpoint URL" className="w-64" error={fault?.field === "endpoint" && faultText(fault)}>
              {(control) => (
                <Input
                  {...control}
                  mono
                  inputMode="url"
                  placeholder="http://127.0.0.1:8000"
                  value={form.endpoint}
                  onChange={(event) => onChange({ endpoint: event.target.value })}
                />
              )}
            </Field>
            <Field label="Region" className="w-32">
              {(control) => (
                <Input
                  {...control}
                  mono
                  placeholder={customRegion({ ...form, region: "" })}
                  value={form.region}
                  onChange={(event) => onChange({ region: event.target.value })}
                />
              )}
            </Field>
          </>
        )}
      </div>
      {error !== null && error !== undefined && (
        <ErrorNotice error={error} onRetry={onRetry} className="order-last basis-full" />
      )}
    </>
  );
}

function faultText({ message, hint }: Fault): string {
  return hint ? `${message} ${hint}` : message;
}
