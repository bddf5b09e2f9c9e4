import { CopyButton } from "@/components/ui/copy-button";

const ways = [
  {
    title: "Single sign-on",
    command: "aws sso login --profile NAME\nAWS_PROFILE=NAME npm start",
    note: "Once before: aws configure sso",
  },
  {
    title: "A profile with keys",
    command: "aws configure --profile NAME\nAWS_PROFILE=NAME npm start",
    note: "Kept in ~/.aws/credentials",
  },
  {
    title: "The environment",
    command:
      "export AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=…\nexport AWS_SESSION_TOKEN=… AWS_REGION=eu-west-1\nnpm start",
    note: "The session token only with temporary keys",
  },
];

/** The three ways to give credentials, to copy. They are looked for anew at each call. */
export function CredentialsHelp() {
  return (
    <div className="grid gap-2 pt-1">
      <ol className="grid gap-2">
        {ways.map(({ title, command, note }, index) => (
          <li key={title} className="grid gap-1">
            <p className="text-ink">
              <span className="text-ink-2">{index + 1}.</span> <span className="font-medium">{title}</span>
              <span className="text-ink-2"> · {note}</span>
            </p>
            <div className="flex items-start gap-1 rounded-md border border-line bg-bg py-1.5 pr-1 pl-2.5">
              <pre className="min-w-0 flex-1 overflow-x-auto font-mono text-xs/4 text-ink">{command}</pre>
              <CopyButton text={command} label={`Copy: ${title}`} />
            </div>
          </li>
        ))}
      </ol>
      <p className="text-ink-2">
        Credentials stay with the server on this machine; this page never sees them. Reading needs{" "}
        <code className="font-mono text-xs">dynamodb:ListStreams</code>,{" "}
        <code className="font-mono text-xs">DescribeStream</code>,{" "}
        <code className="font-mono text-xs">GetShardIterator</code> and{" "}
        <code className="font-mono text-xs">GetRecords</code>.
      </p>
    </div>
  );
}

/** True for failures that credentials would mend. */
export function needsCredentials(code: string | undefined): boolean {
  return code === "credentialsMissing" || code === "credentialsExpired" || code === "credentialsInvalid";
}
