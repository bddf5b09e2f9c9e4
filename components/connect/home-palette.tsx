"use client";

import { FlaskConical, TextCursorInput, Upload } from "lucide-react";
import { useMemo } from "react";
import type { Command } from "@/components/palette/command";
import { CommandSearch } from "@/components/palette/command-search";
import { useCaptureCommands, useStreamCommands } from "@/components/palette/place-commands";
import { useSettingCommands } from "@/components/palette/setting-commands";

interface HomePaletteProps {
  connection: { id: string; label: string } | undefined;
  onOpen: (arn: string) => void;
  /** None while the sandbox is switched off. */
  onSandbox: (() => void) | undefined;
  onPaste: () => void;
  onImport: () => void;
  onRun: (command: Command) => void;
}

/** Everything that can be opened, by name. Stands only while the palette is open. */
export function HomePalette({ connection, onOpen, onSandbox, onPaste, onImport, onRun }: HomePaletteProps) {
  const settings = useSettingCommands();
  const captures = useCaptureCommands();
  const streams = useStreamCommands(connection, onOpen);
  const commands = useMemo(() => {
    const group = "Open";
    const own: (Command | undefined)[] = [
      {
        id: "paste",
        group,
        title: "Paste a stream ARN",
        icon: TextCursorInput,
        words: "address table open",
        run: onPaste,
      },
      onSandbox && {
        id: "sandbox",
        group,
        title: "Open the sandbox",
        icon: FlaskConical,
        detail: "no account, no cost",
        words: "demo try",
        run: onSandbox,
      },
      {
        id: "import",
        group,
        title: "Import a file of records…",
        icon: Upload,
        words: "ndjson json upload offline",
        run: onImport,
      },
    ];
    return [...own.filter((command) => command !== undefined), ...captures, ...streams, ...settings];
  }, [onPaste, onSandbox, onImport, captures, streams, settings]);
  return <CommandSearch commands={commands} placeholder="What do you want to open, or do?" onRun={onRun} />;
}
