"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { useCommandKeyPress } from "@/components/palette/command-key";
import { PaletteButton } from "@/components/palette/palette-button";
import { PaletteDialog } from "@/components/palette/palette-dialog";
import { ThemeButton } from "@/components/theme/theme-button";
import { Mark } from "@/components/ui/mark";
import { TimeMenu } from "@/components/ui/time-menu";
import { useTimeStyle } from "@/components/ui/time-text";
import { useConnections, useHealth, useOpenCapture, useOpenSandbox } from "@/lib/api/queries";
import { systemClock } from "@/lib/clock";
import { openedAddress } from "./asked-start";
import { CaptureList } from "./capture-list";
import { HomePalette } from "./home-palette";
import { DropHint } from "./import-file";
import { OpenForm } from "./open-form";
import {
  CUSTOM,
  type Fault,
  firstConnection,
  linkedConnection,
  listedConnection,
  type OpenForm as OpenFormValues,
  toRequest,
  toStart,
} from "./open-request";
import { SandboxCard } from "./sandbox-card";
import { StreamList } from "./stream-list";
import { useFileDrop } from "./use-file-drop";
import { useImport } from "./use-import";
import { useSettled } from "./use-settled";

const blank: OpenFormValues = {
  address: "",
  connection: "",
  endpoint: "",
  region: "",
  start: "now",
  time: "",
  record: "",
};

interface HomeProps {
  /** What the form starts with: from a link, or "". */
  address: string;
  connection: string;
}

export function Home({ address, connection }: HomeProps) {
  const router = useRouter();
  const { zone } = useTimeStyle().style;
  const connections = useConnections();
  const open = useOpenCapture();
  const sandbox = useOpenSandbox();
  const [typed, setTyped] = useState({ ...blank, address, ...linkedConnection(connection) });
  const [judged, setJudged] = useState(address !== "");
  const [fault, setFault] = useState<Fault>();
  /** Sent before it is known what connections there are: it is opened when they are. */
  const [early, setEarly] = useState(false);
  /** Unless a person says where, the sandbox is shown from its beginning. */
  const [startChosen, setStartChosen] = useState(false);

  // A link may name a connection that is gone.
  const known = typed.connection === CUSTOM || connections.data?.some(({ id }) => id === typed.connection);
  const form = { ...typed, connection: known ? typed.connection : firstConnection(connections.data) };
  const chosen = connections.data?.find(({ id }) => id === form.connection);
  const custom = form.connection === CUSTOM;
  const listed = listedConnection(form);
  const settled = useSettled(listed);
  // The next screen takes a moment to come: until then it is still being opened.
  const opening = open.isPending || open.isSuccess;

  const sandboxOff = connections.data !== undefined && !connections.data.some(({ kind }) => kind === "sandbox");
  const openSandbox = () => {
    const start = startChosen ? toStart(form, { now: systemClock.now(), zone }) : undefined;
    if (start && "message" in start) {
      setJudged(true);
      setFault(start);
      return;
    }
    sandbox.mutate(start ? { start } : {}, { onSuccess: (capture) => router.push(openedAddress(capture, start)) });
  };

  const [commanding, setCommanding] = useState(false);
  useCommandKeyPress(() => setCommanding(!commanding));
  const field = useRef<HTMLInputElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const importing = useImport(({ id }) => router.push(`/captures/${encodeURIComponent(id)}`));
  const dragged = useFileDrop(importing.start);

  const change = (values: Partial<OpenFormValues>) => {
    setTyped((before) => ({ ...before, ...values }));
    if (values.start) setStartChosen(true);
    setFault(undefined);
    setEarly(false);
    if (open.isError) open.reset();
  };

  const submit = (values: OpenFormValues): Fault | undefined => {
    const request = toRequest(values, { now: systemClock.now(), zone });
    setJudged(true);
    if ("message" in request) {
      if (request.field === "connection" && connections.isPending) {
        setEarly(true);
        return undefined;
      }
      setFault(request);
      return request;
    }
    setFault(undefined);
    open.mutate(request, { onSuccess: (capture) => router.push(openedAddress(capture, request.start)) });
    return undefined;
  };

  useEffect(() => {
    if (!early || connections.isPending) return;
    setEarly(false);
    submit(form);
  });

  const openListed = (address: string) => {
    if (opening) return;
    setTyped((before) => ({ ...before, address }));
    submit({ ...form, address });
  };

  return (
    <div className="mx-auto flex min-h-dvh max-w-[1080px] flex-col px-4 sm:px-8">
      <header className="flex flex-wrap items-center gap-x-2.5 pt-[7vh] pb-5">
        <Mark className="size-6" />
        <h1 className="text-lg font-semibold tracking-[-0.01em]">Shardscope</h1>
        <p className="text-md text-ink-2">See every change your DynamoDB tables make.</p>
        <span className="flex-1" />
        <PaletteButton onOpen={() => setCommanding(true)} />
        <ThemeButton />
      </header>
      <main className="grid grid-cols-1 gap-4">
        <OpenForm
          address={field}
          form={form}
          onChange={change}
          judged={judged}
          onJudge={setJudged}
          connections={{ data: connections.data, error: connections.error, retry: () => connections.refetch() }}
          fault={fault}
          busy={opening || early}
          error={open.error}
          onSubmit={() => submit(form)}
        />
        <SandboxCard
          endpoint={connections.data?.find(({ kind }) => kind === "sandbox")?.endpoint}
          off={sandboxOff}
          start={startChosen ? form.start : "oldest"}
          busy={sandbox.isPending || sandbox.isSuccess}
          error={sandbox.error}
          onOpen={openSandbox}
        />
        <div className="grid grid-cols-1 items-start gap-4 md:grid-cols-2">
          <StreamList
            key={form.connection}
            connection={custom && settled !== listed ? undefined : listed}
            unknown={custom ? (listed ? "loading" : "incomplete") : connections.isPending ? "loading" : "none"}
            label={custom ? "Custom endpoint" : connectionLabel(chosen)}
            opening={opening ? open.variables?.streamArn : undefined}
            onOpen={openListed}
          />
          <CaptureList importing={importing} chooser={chooser} />
        </div>
      </main>
      <Footer />
      {dragged && <DropHint />}
      <PaletteDialog open={commanding} onOpenChange={setCommanding}>
        {(onRun) => (
          <HomePalette
            connection={custom ? undefined : chosen}
            onOpen={openListed}
            onSandbox={sandboxOff ? undefined : openSandbox}
            onPaste={() => field.current?.focus()}
            onImport={() => chooser.current?.click()}
            onRun={onRun}
          />
        )}
      </PaletteDialog>
    </div>
  );
}

function connectionLabel(connection: { label: string; kind: string; region?: string } | undefined): string {
  if (!connection) return "";
  return connection.kind === "aws" && connection.region
    ? `${connection.label} · ${connection.region}`
    : connection.label;
}

function Footer() {
  const health = useHealth();
  return (
    <footer className="mt-auto flex flex-wrap items-center gap-4 py-6 text-xs text-ink-3">
      <span>Runs on this machine. Records and credentials stay here.</span>
      <span className="flex-1" />
      {/* Left of the menu, which then stays where it is when the version comes. */}
      <span>{health.data && `Version ${health.data.version}`}</span>
      <TimeMenu className="cursor-default rounded-sm hover:text-ink" />
    </footer>
  );
}
