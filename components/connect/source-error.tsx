import { KeyRound } from "lucide-react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { ErrorNotice } from "@/components/ui/error-notice";
import { ApiError } from "@/lib/api/client";

interface SourceErrorProps {
  error: unknown;
  onRetry?: () => void;
  retrying?: boolean;
  /** The ways to give credentials stand elsewhere on the page already; the name of that place. */
  waysUnder?: string;
}

/** Why a source could not be asked. That there are no credentials yet is no fault: it is shown how to give them. */
export function SourceError({ error, onRetry, retrying = false, waysUnder }: SourceErrorProps) {
  if (!(error instanceof ApiError) || error.code !== "credentialsMissing") {
    return <ErrorNotice error={error} retrying={retrying} {...(onRetry && { onRetry })} />;
  }
  return (
    <div role="alert" className="grid gap-3 rounded-md border border-line bg-bg p-3 text-sm">
      <div className="flex items-start gap-2">
        <KeyRound size={14} aria-hidden="true" className="mt-px shrink-0 text-accent" />
        <div className="grid min-w-0 flex-1 gap-1">
          <p className="font-medium wrap-anywhere">{error.message}</p>
          <p className="text-ink-2">
            {waysUnder
              ? `Three ways to give them are listed under ${waysUnder}, below.`
              : "Give them in one of three ways. They stay on this machine; this page never sees them."}
          </p>
        </div>
        {onRetry && (
          <Button size="sm" busy={retrying} onClick={onRetry}>
            Try again
          </Button>
        )}
      </div>
      {!waysUnder && (
        <ol className="grid gap-3 pl-[22px]">
          {ways.map(({ title, note, command }, index) => (
            <li key={title} className="grid gap-1.5">
              <p>
                <span className="font-medium">
                  {index + 1}. {title}
                </span>
                <span className="text-ink-2"> {note}</span>
              </p>
              {command && (
                <div className="flex items-start gap-1 rounded-md border border-line bg-panel py-1 pr-1 pl-2.5">
                  <pre className="min-w-0 flex-1 py-1 font-mono text-xs/4 wrap-anywhere whitespace-pre-wrap">
                    {command}
                  </pre>
                  <CopyButton text={command} label={`Copy: ${title}`} />
                </div>
              )}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

const ways = [
  {
    title: "A profile.",
    note: "Signed in by SSO, or with keys from aws configure:",
    command: "aws sso login --profile NAME\nAWS_PROFILE=NAME npm start",
  },
  {
    title: "The environment.",
    note: "The session token only with temporary keys:",
    command:
      "export AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=…\nexport AWS_SESSION_TOKEN=… AWS_REGION=eu-west-1\nnpm start",
  },
  {
    title: "A role.",
    note: "On EC2, ECS and EKS the machine's own is used.",
    command: undefined,
  },
];
